package io.github.flaremaven.cloudflare.bundle.esbuild;

import java.util.Locale;

/**
 * This machine in esbuild's words.
 *
 * @param os {@code linux}, {@code darwin}, {@code win32} …
 * @param arch {@code x64}, {@code arm64} …
 */
public record EsbuildPlatform(String os, String arch) {

    public static EsbuildPlatform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** Reads the values of the JVM's {@code os.name} and {@code os.arch}. */
    static EsbuildPlatform of(String osName, String osArch) {
        String name = osName.toLowerCase(Locale.ROOT);
        String os = name.startsWith("windows") ? "win32" : name.startsWith("mac") ? "darwin" : name.replace(" ", "");
        String arch = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            case "x86", "i386", "i486", "i586", "i686" -> "ia32";
            default -> osArch.toLowerCase(Locale.ROOT);
        };
        return new EsbuildPlatform(os, arch);
    }

    /** {@code linux-x64}: the last part of the npm package's and the WebJar's name. */
    public String id() {
        return os + "-" + arch;
    }

    /** The binary's place in the npm package; in a WebJar the same below {@code META-INF/resources/webjars/…}. */
    public String binary() {
        return os.equals("win32") ? "esbuild.exe" : "bin/esbuild";
    }
}
