package io.github.flaremaven.cloudflare.types;

import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * Java source with the names of a Worker's bindings: a record with a handle for each that tests read and write, and a
 * constant for every name. The same config always gives the same source.
 */
public final class BindingTypes {
    private static final String HANDLES = "io.github.flaremaven.cloudflare.junit";
    /** Names that a record's component must not have. */
    private static final Set<String> RESERVED =
            Set.of("clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

    private final String packageName;
    private final String className;
    private final boolean handles;

    /** {@code handles} says whether the project has the test support among its dependencies, so that its types can be named. */
    public BindingTypes(String packageName, String className, boolean handles) {
        this.packageName = packageName;
        this.className = className;
        this.handles = handles;
    }

    /** Whether a package and a class may be called so. */
    public static boolean isName(String packageName, String className) {
        return (packageName.isEmpty() || SourceVersion.isName(packageName))
                && SourceVersion.isIdentifier(className)
                && !SourceVersion.isKeyword(className);
    }

    /** The source. */
    public String source(WorkerConfig config) {
        Map<String, String> kinds = new TreeMap<>();
        config.bindings().forEach(b -> kinds.put(b.name(), kind(b)));
        config.requiredSecrets().forEach(name -> kinds.put(name, "secret"));
        Map<String, String> identifiers = identifiers(kinds.keySet());
        List<Binding> handled = handles
                ? config.bindings().stream()
                        .filter(b -> handle(b).isPresent())
                        .sorted(Comparator.comparing(Binding::name))
                        .toList()
                : List.of();
        StringBuilder text = new StringBuilder();
        if (!packageName.isEmpty()) {
            text.append("package ").append(packageName).append(";\n\n");
        }
        Stream.concat(
                        handled.stream().flatMap(b -> handle(b).stream()),
                        handled.isEmpty() ? Stream.of() : Stream.of("Binding"))
                .distinct()
                .sorted()
                .forEach(type -> text.append("import ")
                        .append(HANDLES)
                        .append('.')
                        .append(type)
                        .append(";\n"));
        text.append(handled.isEmpty() ? "" : "\n")
                .append("/** What the Worker ")
                .append(config.name())
                .append(" is bound to, from its config. Made by cloudflare:types. */\n")
                .append(handled.isEmpty() ? "public final class " + className + " {\n" : head(handled, identifiers));
        if (handled.isEmpty()) {
            text.append("    private ").append(className).append("() {}\n\n");
        }
        text.append("    /** The names of all bindings. */\n    public static final class Names {\n");
        kinds.forEach((name, kind) -> text.append("        /** ")
                .append(capital(kind))
                .append(". */\n        public static final String ")
                .append(identifiers.get(name))
                .append(" = \"")
                .append(escaped(name))
                .append("\";\n\n"));
        return text.append("        private Names() {}\n    }\n}\n").toString();
    }

    private String head(List<Binding> handled, Map<String, String> identifiers) {
        return "public record " + className + "(\n"
                + handled.stream()
                        .map(b -> "        @Binding(\"" + escaped(b.name()) + "\") "
                                + handle(b).orElseThrow() + " " + identifiers.get(b.name()))
                        .collect(Collectors.joining(",\n"))
                + ") {\n";
    }

    /** The type of the test support that reads and writes it. */
    private static Optional<String> handle(Binding binding) {
        if (binding instanceof Binding.KvNamespace) {
            return Optional.of("Kv");
        }
        if (binding instanceof Binding.R2Bucket) {
            return Optional.of("R2");
        }
        if (binding instanceof Binding.D1Database) {
            return Optional.of("D1");
        }
        return binding instanceof Binding.QueueProducer ? Optional.of("Queue") : Optional.empty();
    }

    private static String kind(Binding binding) {
        if (binding instanceof Binding.PlainText || binding instanceof Binding.Json) {
            return "variable";
        }
        if (binding instanceof Binding.KvNamespace) {
            return "KV namespace";
        }
        if (binding instanceof Binding.R2Bucket) {
            return "R2 bucket";
        }
        if (binding instanceof Binding.D1Database) {
            return "D1 database";
        }
        if (binding instanceof Binding.QueueProducer) {
            return "queue";
        }
        if (binding instanceof Binding.Service service) {
            return "the Worker " + service.service();
        }
        if (binding instanceof Binding.DurableObject object) {
            return "Durable Object " + object.className();
        }
        return binding.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** Each name as Java can have it; one that Java reserves gets a line below. */
    private static Map<String, String> identifiers(Set<String> names) {
        Map<String, String> identifiers = new TreeMap<>();
        Set<String> taken = new TreeSet<>();
        for (String name : names) {
            StringBuilder identifier = new StringBuilder();
            name.codePoints().forEach(c -> identifier.appendCodePoint(Character.isJavaIdentifierPart(c) ? c : '_'));
            if (!Character.isJavaIdentifierStart(identifier.codePointAt(0))) {
                identifier.insert(0, '_');
            }
            while (SourceVersion.isKeyword(identifier)
                    || RESERVED.contains(identifier.toString())
                    || !taken.add(identifier.toString())) {
                identifier.append('_');
            }
            identifiers.put(name, identifier.toString());
        }
        return identifiers;
    }

    private static String escaped(String text) {
        List<String> parts = new ArrayList<>();
        text.chars()
                .forEach(c -> parts.add(
                        c == '"' || c == '\\'
                                ? "\\" + (char) c
                                : c < 0x20 || c > 0x7E
                                        ? String.format(Locale.ROOT, "\\u%04x", c)
                                        : String.valueOf((char) c)));
        return String.join("", parts);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
