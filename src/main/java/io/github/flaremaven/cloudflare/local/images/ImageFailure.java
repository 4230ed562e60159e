package io.github.flaremaven.cloudflare.local.images;

/** An image that cannot be read, or something that cannot be done with it here. */
public final class ImageFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** {@code code} is that of the Images API: 9412 for what is no image, 9432 for what it cannot be made, 9400 for options. */
    ImageFailure(int code, String message) {
        super(message);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
