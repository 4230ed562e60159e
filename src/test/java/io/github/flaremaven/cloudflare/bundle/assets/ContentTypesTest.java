package io.github.flaremaven.cloudflare.bundle.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypesTest {
    private final ContentTypes types = ContentTypes.load();

    @ParameterizedTest
    @CsvSource({
        "text/html, html htm shtml",
        "text/css, css",
        "text/javascript, js mjs",
        "text/plain, txt text conf def list log in ini",
        "text/markdown, md markdown",
        "text/csv, csv",
        "text/tab-separated-values, tsv",
        "text/yaml, yaml yml",
        "text/vtt, vtt",
        "text/calendar, ics",
        "text/x-vcard, vcf",
        "text/cache-manifest, manifest appcache",
        "text/jsx, jsx",
        "text/less, less",
        "application/json, json map",
        "application/ld+json, jsonld",
        "application/geo+json, geojson",
        "application/manifest+json, webmanifest",
        "application/xml, xml xsl",
        "application/rss+xml, rss",
        "application/atom+xml, atom",
        "application/xhtml+xml, xhtml",
        "application/xslt+xml, xslt",
        "application/wasm, wasm",
        "application/node, cjs",
        "application/toml, toml",
        "application/sql, sql",
        "application/pdf, pdf",
        "application/zip, zip",
        "application/gzip, gz",
        "application/x-tar, tar",
        "application/epub+zip, epub",
        "application/java-archive, jar",
        "application/octet-stream, bin exe dmg iso",
        "application/vnd.ms-fontobject, eot",
        "font/woff, woff",
        "font/woff2, woff2",
        "font/ttf, ttf",
        "font/otf, otf",
        "font/collection, ttc",
        "image/svg+xml, svg svgz",
        "image/png, png",
        "image/jpeg, jpg jpeg",
        "image/gif, gif",
        "image/webp, webp",
        "image/avif, avif",
        "image/apng, apng",
        "image/bmp, bmp",
        "image/tiff, tif tiff",
        "image/jxl, jxl",
        "image/heic, heic",
        "image/vnd.microsoft.icon, ico",
        "audio/mpeg, mp3",
        "audio/mp4, m4a",
        "audio/aac, aac",
        "audio/wav, wav",
        "audio/webm, weba",
        "audio/ogg, oga ogg opus",
        "audio/x-flac, flac",
        "video/mp4, mp4",
        "video/webm, webm",
        "video/ogg, ogv",
        "video/quicktime, mov",
        "video/mpeg, mpeg",
        "video/mp2t, ts",
        "application/vnd.apple.mpegurl, m3u8",
        "application/dash+xml, mpd",
        "model/gltf+json, gltf",
        "model/gltf-binary, glb",
        "model/obj, obj",
        "model/stl, stl",
    })
    void knowsTheTypesOfTheWeb(String type, String extensions) {
        String expected = type.startsWith("text/") ? type + "; charset=utf-8" : type;

        for (String extension : List.of(extensions.split(" ", -1))) {
            assertThat(types.of("/a/b." + extension)).as(extension).contains(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a.br",
                "/a.tsx",
                "/a.vue",
                "/a.graphql",
                "/a.py",
                "/a.jsonc",
                "/a.ndjson",
                "/a.parquet",
                "/a.topojson",
                "/html",
                "/.html",
                "/a.html/b",
                "/a.",
                "/a.html\\b",
                "/"
            })
    void knowsNoTypeForOthers(String path) {
        assertThat(types.of(path)).isEqualTo(Optional.empty());
    }

    @Test
    void looksAtTheLastExtensionInAnyCase() {
        assertThat(types.of("/a.html.PNG")).contains("image/png");
        assertThat(types.of("..css")).contains("text/css; charset=utf-8");
    }

    /** The number of extensions that mime 4, standard and other types, tells a type for. */
    @Test
    void hasTheWholeTable() {
        assertThat(types.size()).isEqualTo(1239);
    }
}
