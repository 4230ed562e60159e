package io.github.flaremaven.cloudflare.bundle.esbuild;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EsbuildPlatformTest {
    @ParameterizedTest
    @CsvSource({
        "Linux     , amd64  , linux-x64    , bin/esbuild",
        "Linux     , aarch64, linux-arm64  , bin/esbuild",
        "Mac OS X  , aarch64, darwin-arm64 , bin/esbuild",
        "Mac OS X  , x86_64 , darwin-x64   , bin/esbuild",
        "Windows 11, amd64  , win32-x64    , esbuild.exe",
        "Linux     , i386   , linux-ia32   , bin/esbuild",
        "FreeBSD   , amd64  , freebsd-x64  , bin/esbuild",
        "Linux     , riscv64, linux-riscv64, bin/esbuild",
    })
    void isNamedAsEsbuildNamesIt(String osName, String osArch, String id, String binary) {
        EsbuildPlatform platform = EsbuildPlatform.of(osName, osArch);

        assertThat(platform.id()).isEqualTo(id);
        assertThat(platform.binary()).isEqualTo(binary);
    }
}
