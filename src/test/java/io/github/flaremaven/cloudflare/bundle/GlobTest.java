package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "**/*.txt        , ./a.txt          , true",
        "**/*.txt        , ../x/a.txt       , true",
        "**/*.txt        , a.txt            , false",
        "*.txt           , a.txt            , true",
        "*.txt           , ./x/a.txt        , true",
        "src/*.md        , ./a.md           , false",
        "**/*.wasm?module, ./a.wasm?module  , true",
        "**/*.wasm?module, ./a.wasmXmodule  , false",
        "**/*.a+b        , ./x.a+b          , true",
        "'**/{a,b}.txt'  , ./a.txt          , false",
        "[ab].txt        , a.txt            , false",
    })
    void matchesImportsWithStarsForAnything(String glob, String specifier, boolean matches) {
        assertThat(specifier.matches(Glob.forImports(glob))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "**/*.txt    , a.txt         , true",
        "**/*.txt    , x/y/a.txt     , true",
        "*.txt       , a.txt         , true",
        "*.txt       , x/a.txt       , false",
        "lazy/*.js   , lazy/a.js     , true",
        "lazy/*.js   , lazy/x/a.js   , false",
        "lazy/**     , lazy/x/a.js   , true",
        "a/**/b.js   , a/b.js        , true",
        "a/**/b.js   , a/x/y/b.js    , true",
        "a/**.js     , a/x.js        , true",
        "a/**.js     , a/x/y.js      , false",
        "**/*.pyc    , p/x.pyc       , true",
        "a.b         , axb           , false",
    })
    void matchesPathsFolderByFolder(String glob, String path, boolean matches) {
        assertThat(Glob.forPaths(glob).matcher(path).matches()).isEqualTo(matches);
    }
}
