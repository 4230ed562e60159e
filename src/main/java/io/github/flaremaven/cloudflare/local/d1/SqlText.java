package io.github.flaremaven.cloudflare.local.d1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts SQL into statements where SQLite does: at semicolons that are in no string, no quoted name, no comment and no body
 * of a trigger.
 */
final class SqlText {
    /** {@code explain query plan create temp trigger}. */
    private static final int LONGEST_HEAD = 6;

    private final String text;
    private final List<String> statements = new ArrayList<>();
    /** Where the statement begins, with the comments before it. */
    private int start;
    /** Behind the last character of it that is neither space nor comment; the start where there is none yet. */
    private int end;
    /** The first words in lower case, as far as they decide whether this makes a trigger. */
    private final List<String> head = new ArrayList<>();

    private boolean afterSemicolon;
    private boolean afterLastEnd;

    private SqlText(String text) {
        this.text = text;
    }

    /** The statements, without semicolons and what follows them; comments alone are no statement. */
    static List<String> statements(String text) {
        SqlText cut = new SqlText(text);
        cut.read();
        return List.copyOf(cut.statements);
    }

    private void read() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("--", at)) {
                at = behind("\n", at + 2);
            } else if (text.startsWith("/*", at)) {
                at = behind("*/", at + 2);
            } else if (c == ';') {
                semicolon(at);
                at++;
            } else {
                int next = token(at, c);
                word(text.substring(at, next).toLowerCase(Locale.ROOT));
                end = next;
                at = next;
            }
        }
        finish(at);
    }

    private int token(int at, char c) {
        return switch (c) {
            case '\'', '"', '`' -> behind(String.valueOf(c), at + 1);
            case '[' -> behind("]", at + 1);
            default -> {
                int next = at + 1;
                while (isWord(c) && next < text.length() && isWord(text.charAt(next))) {
                    next++;
                }
                yield next;
            }
        };
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }

    /** The end of the text when there is no such mark. */
    private int behind(String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found + mark.length();
    }

    private void word(String word) {
        if (head.size() < LONGEST_HEAD) {
            head.add(word);
        }
        afterLastEnd = afterSemicolon && word.equals("end");
        afterSemicolon = false;
    }

    /** The body of a trigger is over at an {@code END} that stands between two semicolons. */
    private void semicolon(int at) {
        if (isTrigger() && !afterLastEnd) {
            end = at + 1;
            afterSemicolon = true;
        } else {
            finish(at + 1);
        }
    }

    private boolean isTrigger() {
        int at = !head.isEmpty() && head.get(0).equals("explain") ? 1 : 0;
        if (at == 1 && head.size() > 2 && head.get(1).equals("query")) {
            at = 3;
        }
        List<String> words = head.subList(Math.min(at, head.size()), head.size());
        return words.size() > 1
                && words.get(0).equals("create")
                && (words.get(1).equals("trigger")
                        || (words.get(1).startsWith("temp")
                                && words.size() > 2
                                && words.get(2).equals("trigger")));
    }

    private void finish(int next) {
        if (end > start && !head.isEmpty()) {
            statements.add(text.substring(start, end));
        }
        start = next;
        end = next;
        head.clear();
        afterSemicolon = false;
        afterLastEnd = false;
    }
}
