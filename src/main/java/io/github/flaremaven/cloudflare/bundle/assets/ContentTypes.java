package io.github.flaremaven.cloudflare.bundle.assets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The content types assets are served with, by extension. The table has the facts of the {@code mime} package (version
 * 4, standard and other types) that wrangler uses, as lines of a type and its extensions.
 */
public final class ContentTypes {
    private static final String TABLE = "content-types.txt";

    private final Map<String, String> byExtension;

    private ContentTypes(Map<String, String> byExtension) {
        this.byExtension = Map.copyOf(byExtension);
    }

    /** Reads the table. */
    public static ContentTypes load() {
        try (InputStream table = Objects.requireNonNull(ContentTypes.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            Map<String, String> types = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                String type = words[0].startsWith("text/") ? words[0] + "; charset=utf-8" : words[0];
                for (int i = 1; i < words.length; i++) {
                    types.put(words[i], type);
                }
            }
            return new ContentTypes(types);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The type of the file at {@code path}, with a charset when it is text. Absent for an unknown extension, a name
     * without a dot, and a name whose only dot comes first.
     */
    public Optional<String> of(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        int dot = name.lastIndexOf('.');
        return dot <= 0
                ? Optional.empty()
                : Optional.ofNullable(byExtension.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }

    /** How many extensions are known. */
    public int size() {
        return byExtension.size();
    }
}
