package io.github.flaremaven.cloudflare.local.assets;

import java.util.ArrayList;
import java.util.List;

/** Which files a path may stand for, in the order they are tried. */
final class HtmlPaths {
    private static final String INDEX = "/index";
    private static final String HTML = ".html";
    private static final String INDEX_HTML = INDEX + HTML;

    private HtmlPaths() {}

    /** A file to try. */
    sealed interface Try {
        String file();

        /** If the file exists, it answers. */
        record Serve(String file) implements Try {}

        /** If the file exists and would answer {@code path} too, the client is sent to that path. */
        record SendTo(String file, String path) implements Try {}
    }

    /**
     * The tries for a path.
     *
     * @param path decoded, below the base path
     */
    static List<Try> of(HtmlHandling handling, String path) {
        List<Try> tries = new ArrayList<>();
        switch (handling) {
            case AUTO_TRAILING_SLASH -> auto(path, tries);
            case FORCE_TRAILING_SLASH -> force(path, tries);
            case DROP_TRAILING_SLASH -> drop(path, tries);
            case NONE -> tries.add(new Try.Serve(path));
        }
        return tries;
    }

    private static void auto(String path, List<Try> tries) {
        if (isIndex(path)) {
            index(path, "", tries);
        } else if (path.endsWith("/")) {
            String base = without(path, "/");
            tries.add(new Try.Serve(base + INDEX_HTML));
            tries.add(new Try.SendTo(base + HTML, base));
        } else if (path.endsWith(HTML)) {
            String base = without(path, HTML);
            tries.add(new Try.SendTo(path, base));
            tries.add(new Try.SendTo(base + INDEX_HTML, base + "/"));
        }
        tries.add(new Try.Serve(path));
        tries.add(new Try.Serve(path + HTML));
        tries.add(new Try.SendTo(path + INDEX_HTML, path + "/"));
    }

    private static void force(String path, List<Try> tries) {
        if (isIndex(path)) {
            index(path, "/", tries);
        } else if (path.endsWith("/")) {
            String base = without(path, "/");
            tries.add(new Try.Serve(base + INDEX_HTML));
            tries.add(new Try.Serve(base + HTML));
        } else if (path.endsWith(HTML)) {
            String base = without(path, HTML);
            tries.add(new Try.SendTo(path, base + "/"));
            tries.add(new Try.Serve(path));
            tries.add(new Try.SendTo(base + INDEX_HTML, base + "/"));
        }
        tries.add(new Try.Serve(path));
        tries.add(new Try.SendTo(path + HTML, path + "/"));
        tries.add(new Try.SendTo(path + INDEX_HTML, path + "/"));
    }

    /**
     * The tries for a path that names an index.
     *
     * @param closing what ends the path that stands for a file beside the folder
     */
    private static void index(String path, String closing, List<Try> tries) {
        if (path.endsWith(INDEX)) {
            tries.add(new Try.Serve(path));
        }
        String file = path.endsWith(INDEX) ? path + HTML : path;
        String folder = without(file, INDEX_HTML);
        tries.add(new Try.SendTo(file, folder + "/"));
        tries.add(new Try.SendTo(folder + HTML, folder + closing));
    }

    private static void drop(String path, List<Try> tries) {
        if (path.equals(INDEX) || path.equals(INDEX_HTML)) {
            if (path.equals(INDEX)) {
                tries.add(new Try.Serve(path));
            }
            tries.add(new Try.SendTo(INDEX_HTML, "/"));
        } else if (path.equals("/")) {
            tries.add(new Try.Serve(INDEX_HTML));
        } else if (path.endsWith(INDEX)) {
            String base = without(path, INDEX);
            tries.add(new Try.Serve(path));
            tries.add(new Try.SendTo(base + HTML, base));
            tries.add(new Try.SendTo(path + HTML, base));
        } else if (path.endsWith(INDEX_HTML)) {
            String base = without(path, INDEX_HTML);
            tries.add(new Try.SendTo(path, base));
            tries.add(new Try.Serve(path));
            tries.add(new Try.SendTo(base + HTML, base));
        } else if (path.endsWith("/")) {
            String base = without(path, "/");
            tries.add(new Try.SendTo(base + HTML, base));
            tries.add(new Try.SendTo(base + INDEX_HTML, base));
        } else if (path.endsWith(HTML)) {
            String base = without(path, HTML);
            tries.add(new Try.SendTo(path, base));
            tries.add(new Try.SendTo(base + INDEX_HTML, base));
        }
        tries.add(new Try.Serve(path));
        tries.add(new Try.Serve(path + HTML));
        tries.add(new Try.Serve(path + INDEX_HTML));
    }

    private static boolean isIndex(String path) {
        return path.endsWith(INDEX) || path.endsWith(INDEX_HTML);
    }

    private static String without(String path, String ending) {
        return path.substring(0, path.length() - ending.length());
    }
}
