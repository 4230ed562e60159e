package io.github.flaremaven.cloudflare.local.mail;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the newest mails that would have left: a file each, the mail with its envelope before it in the headers
 * {@code Return-Path} and {@code Delivered-To}.
 */
public final class MailStore {
    private static final int MOST = 1_000;
    private static final String EXTENSION = ".eml";
    private static final Pattern NAME = Pattern.compile("[0-9a-z-]+\\.eml");

    private final Path folder;
    private final Clock clock;
    private final Consumer<String> log;

    /** Why a mail leaves. */
    public enum Kind {
        SENT,
        REPLY,
        FORWARDED
    }

    /**
     * In a folder that exists.
     *
     * @param log hears of every mail by the name of its file
     */
    public MailStore(Path folder, Clock clock, Consumer<String> log) {
        this.folder = folder;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Keeps a mail.
     *
     * @param to the envelope's recipients
     * @return the name of its file
     */
    public synchronized String keep(Kind kind, String from, List<String> to, Bytes mail) {
        List<String> names = names();
        String time = String.format(Locale.ROOT, "%013d", clock.millis());
        int number = 0;
        String name;
        do {
            name = String.format(
                    Locale.ROOT, "%s-%03d-%s%s", time, number++, kind.name().toLowerCase(Locale.ROOT), EXTENSION);
        } while (Files.exists(folder.resolve(name)));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(
                ("Return-Path: <" + line(from) + ">\r\nDelivered-To: " + line(String.join(", ", to)) + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        content.writeBytes(mail.toByteArray());
        try {
            Files.write(folder.resolve(name), content.toByteArray());
            for (String old : names.subList(0, Math.max(0, names.size() + 1 - MOST))) {
                Files.deleteIfExists(folder.resolve(old));
            }
        } catch (IOException e) {
            throw new ToolFailure("the mail " + folder.resolve(name) + " cannot be written: " + e, e);
        }
        log.accept("mail kept: " + name);
        return name;
    }

    private static String line(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }

    /** Names of the files, oldest first. */
    public synchronized List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName()))
                    .filter(n -> NAME.matcher(n).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ToolFailure("the mails in " + folder + " cannot be read: " + e, e);
        }
    }

    /** A mail with its envelope. */
    public Optional<Bytes> find(String name) {
        if (!NAME.matcher(name).matches() || !Files.exists(folder.resolve(name))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Bytes.of(Files.readAllBytes(folder.resolve(name))));
        } catch (IOException e) {
            throw new ToolFailure("the mail " + folder.resolve(name) + " cannot be read: " + e, e);
        }
    }
}
