package io.github.flaremaven.cloudflare.local.assets;

/** A path pattern of {@code run_worker_first}: {@code *} stands for any text, slashes included. */
final class Glob {
    private Glob() {}

    /** Takes time in proportion to the product of both lengths at most. */
    static boolean matches(String pattern, String path) {
        int p = 0;
        int star = -1;
        int resume = 0;
        int i = 0;
        while (i < path.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = i;
            } else if (p < pattern.length() && pattern.charAt(p) == path.charAt(i)) {
                p++;
                i++;
            } else if (star >= 0) {
                p = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
