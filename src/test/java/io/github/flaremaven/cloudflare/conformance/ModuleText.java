package io.github.flaremaven.cloudflare.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.List;
import java.util.regex.Pattern;

/** When two modules are the same: code may differ in the comments in which esbuild names source files. */
final class ModuleText {
    private static final Pattern PATH_COMMENT = Pattern.compile("(?m)^[ \\t]*// [^ \\n]*[./:][^ \\n]*$\\n?");
    /** wrangler's folder for one run, which has chance in its name. */
    private static final Pattern TEMPORARY = Pattern.compile("\\.wrangler/tmp/[^/\"]+/");

    private static final int SHOWN = 90;

    private ModuleText() {}

    static boolean isSame(String contentType, Bytes one, Bytes other) {
        return one.equals(other) || normal(contentType, one).equals(normal(contentType, other));
    }

    private static String normal(String contentType, Bytes content) {
        if (contentType.startsWith("application/javascript")) {
            return PATH_COMMENT.matcher(content.text()).replaceAll("");
        }
        if (contentType.equals("application/source-map")) {
            String text = TEMPORARY.matcher(content.text()).replaceAll(".wrangler/tmp/");
            return Json.compact(withoutMappings(Json.parse(text)));
        }
        return content.digest("SHA-256");
    }

    /** The place of mappings depends on the comments that are left out of the comparison. */
    private static JsonNode withoutMappings(JsonNode map) {
        if (map instanceof ObjectNode object) {
            object.remove(List.of("mappings"));
        }
        return map;
    }

    /** The first line of one that the other does not have at that place. */
    static String firstDifference(String contentType, Bytes one, Bytes other) {
        List<String> lines = normal(contentType, one).lines().toList();
        List<String> others = normal(contentType, other).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (i >= others.size() || !lines.get(i).equals(others.get(i))) {
                String line = lines.get(i);
                int from = i < others.size() ? common(line, others.get(i)) : 0;
                from = Math.max(0, from - SHOWN / 3);
                return (i + 1) + ": " + line.substring(from, Math.min(line.length(), from + SHOWN));
            }
        }
        return "no more lines";
    }

    private static int common(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }
}
