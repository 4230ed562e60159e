package io.github.flaremaven.cloudflare.local.d1;

/** A database refuses statements; nothing of them is kept. The message is D1's own. */
public final class SqlFailure extends Exception {
    private static final long serialVersionUID = 1L;

    SqlFailure(String message) {
        super(message);
    }

    /** What D1 says, such as {@code no such table: t: SQLITE_ERROR}. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
