package io.github.flaremaven.cloudflare.config.model;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of modules the API takes, with the content type that each form part carries. */
public enum ModuleType {
    ES_MODULE("ESModule", "esm", "application/javascript+module"),
    COMMON_JS("CommonJS", "commonjs", "application/javascript"),
    COMPILED_WASM("CompiledWasm", "compiled-wasm", "application/wasm"),
    TEXT("Text", "text", "text/plain"),
    DATA("Data", "buffer", "application/octet-stream"),
    PYTHON("PythonModule", "python", "text/x-python"),
    PYTHON_REQUIREMENT("PythonRequirement", "python-requirement", "text/x-python-requirement"),
    SOURCE_MAP("SourceMap", "source-map", "application/source-map");

    private final String ruleName;
    private final String label;
    private final String contentType;

    ModuleType(String ruleName, String label, String contentType) {
        this.ruleName = ruleName;
        this.label = label;
        this.contentType = contentType;
    }

    /** The word in a {@code [[rules]]} entry. */
    public String ruleName() {
        return ruleName;
    }

    /** wrangler's short word, used in tables and in our bundle manifest. */
    public String label() {
        return label;
    }

    public String contentType() {
        return contentType;
    }

    public static Optional<ModuleType> ofRuleName(String name) {
        return Arrays.stream(values()).filter(t -> t.ruleName.equals(name)).findFirst();
    }

    public static Optional<ModuleType> ofLabel(String label) {
        return Arrays.stream(values()).filter(t -> t.label.equals(label)).findFirst();
    }

    /** The type of a form part; parameters such as a charset do not count. */
    public static Optional<ModuleType> ofContentType(String contentType) {
        int end = contentType.indexOf(';');
        String plain = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        String known = switch (plain) {
            case "text/javascript+module" -> ES_MODULE.contentType;
            case "text/javascript" -> COMMON_JS.contentType;
            default -> plain;
        };
        return Arrays.stream(values()).filter(t -> t.contentType.equals(known)).findFirst();
    }

    public boolean isJavaScript() {
        return this == ES_MODULE || this == COMMON_JS;
    }
}
