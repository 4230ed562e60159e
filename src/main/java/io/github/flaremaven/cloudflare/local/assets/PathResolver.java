package io.github.flaremaven.cloudflare.local.assets;

import java.util.Optional;

/** Finds what a path stands for: a file, another path, or nothing. */
final class PathResolver {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HtmlHandling html;
    private final AssetLookup files;

    PathResolver(HtmlHandling html, AssetLookup files) {
        this.html = html;
        this.files = files;
    }

    /** What a path stands for. */
    sealed interface Intent {
        /**
         * A file answers.
         *
         * @param status 200, or 404 for the page that says so
         */
        record Answer(StoredAsset asset, int status) implements Intent {}

        /**
         * The client is sent to another path.
         *
         * @param path decoded, below the base path
         */
        record SendTo(String path) implements Intent {}
    }

    /**
     * What a path stands for, if anything.
     *
     * @param path decoded, below the base path
     */
    Optional<Intent> resolve(String path, NotFoundHandling notFound) {
        for (HtmlPaths.Try attempt : HtmlPaths.of(html, path)) {
            Optional<StoredAsset> file = files.find(attempt.file());
            if (file.isPresent()) {
                if (attempt instanceof HtmlPaths.Try.SendTo sendTo) {
                    if (answers(sendTo.path(), file.get(), notFound)) {
                        return Optional.of(new Intent.SendTo(sendTo.path()));
                    }
                } else {
                    return Optional.of(new Intent.Answer(file.get(), OK));
                }
            }
        }
        return notFound(path, notFound).map(answer -> answer);
    }

    /** Whether a path that names no file itself would be answered with {@code file}, without being sent elsewhere. */
    private boolean answers(String path, StoredAsset file, NotFoundHandling notFound) {
        if (files.find(path).isPresent()) {
            return false;
        }
        Optional<StoredAsset> found = Optional.empty();
        for (HtmlPaths.Try attempt : HtmlPaths.of(html, path)) {
            if (found.isEmpty() && attempt instanceof HtmlPaths.Try.Serve serve) {
                found = files.find(serve.file());
            }
        }
        return found.or(() -> notFound(path, notFound).map(Intent.Answer::asset))
                .filter(asset -> asset.hash().equals(file.hash()))
                .isPresent();
    }

    private Optional<Intent.Answer> notFound(String path, NotFoundHandling handling) {
        return switch (handling) {
            case NONE -> Optional.empty();
            case SINGLE_PAGE_APPLICATION -> files.find("/index.html").map(page -> new Intent.Answer(page, OK));
            case NOT_FOUND_PAGE -> nearestPage(path).map(page -> new Intent.Answer(page, NOT_FOUND));
        };
    }

    private Optional<StoredAsset> nearestPage(String path) {
        Optional<StoredAsset> page = Optional.empty();
        for (int end = path.lastIndexOf('/'); end >= 0 && page.isEmpty(); end = path.lastIndexOf('/', end - 1)) {
            page = files.find(path.substring(0, end) + "/404.html");
        }
        return page;
    }

    /** Where the base path itself leads, when it was asked for in the form, with or without a last slash, that is not used. */
    Optional<Intent> baseRoot(String path, String base) {
        boolean other = switch (html) {
            case AUTO_TRAILING_SLASH, FORCE_TRAILING_SLASH -> path.equals(base.substring(0, base.length() - 1));
            case DROP_TRAILING_SLASH -> path.equals(base);
            case NONE -> false;
        };
        String to = html == HtmlHandling.DROP_TRAILING_SLASH ? "" : "/";
        return base.equals("/") || !other || files.find("/index.html").isEmpty()
                ? Optional.empty()
                : Optional.of(new Intent.SendTo(to));
    }
}
