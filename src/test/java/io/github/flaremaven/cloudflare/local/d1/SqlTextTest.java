package io.github.flaremaven.cloudflare.local.d1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where SQL is cut into statements. */
class SqlTextTest {
    private static final String TRIGGER = """
            CREATE TRIGGER log AFTER INSERT ON t BEGIN
              INSERT INTO l VALUES (CASE WHEN new.a THEN 1 ELSE 2 END);
              SELECT CASE WHEN 1 THEN 2 END;
            END""";

    static Stream<Arguments> texts() {
        return Stream.of(
                text(""),
                text(" \n ;; ; "),
                text("-- nothing"),
                text("/* nothing */ -- at all\n;"),
                text("SELECT 1", "SELECT 1"),
                text("SELECT 1;", "SELECT 1"),
                text("SELECT 1; -- done; really", "SELECT 1"),
                text("SELECT 1 /* a ; b */ ;", "SELECT 1"),
                text("SELECT 1;SELECT 2", "SELECT 1", "SELECT 2"),
                text("SELECT 1;\n-- two;\nSELECT 2;", "SELECT 1", "\n-- two;\nSELECT 2"),
                text(
                        "SELECT ';', 'it''s;', \"a;b\", `c;d`, [e;f]; SELECT 2",
                        "SELECT ';', 'it''s;', \"a;b\", `c;d`, [e;f]",
                        " SELECT 2"),
                text("SELECT '-- no comment', '/*'; SELECT 2", "SELECT '-- no comment', '/*'", " SELECT 2"),
                text("SELECT 5 - -3, 4 / 2 * 1; SELECT 2", "SELECT 5 - -3, 4 / 2 * 1", " SELECT 2"),
                text("SELECT 'open; SELECT 2", "SELECT 'open; SELECT 2"),
                text("SELECT 1 /* open; SELECT 2", "SELECT 1"),
                text(TRIGGER + "; SELECT 2", TRIGGER, " SELECT 2"),
                text(
                        "create temp trigger x after delete on t begin delete from l; end; select 2",
                        "create temp trigger x after delete on t begin delete from l; end",
                        " select 2"),
                text(
                        "explain create trigger x after delete on t begin delete from l; end; select 2",
                        "explain create trigger x after delete on t begin delete from l; end",
                        " select 2"),
                text(
                        "CREATE /* c */ TRIGGER x AFTER DELETE ON t BEGIN DELETE FROM l; /* last */ END; SELECT 2",
                        "CREATE /* c */ TRIGGER x AFTER DELETE ON t BEGIN DELETE FROM l; /* last */ END",
                        " SELECT 2"),
                text("CREATE TABLE trigger_log(a); SELECT 2", "CREATE TABLE trigger_log(a)", " SELECT 2"),
                text("SELECT ключ FROM т; SELECT 2", "SELECT ключ FROM т", " SELECT 2"));
    }

    private static Arguments text(String text, String... statements) {
        return Arguments.of(text, List.of(statements));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void isCutWhereSqliteCutsIt(String text, List<String> statements) {
        assertThat(SqlText.statements(text)).isEqualTo(statements);
    }
}
