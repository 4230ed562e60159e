package io.github.flaremaven.cloudflare.local.assets;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Header;
import io.github.flaremaven.cloudflare.local.assets.OracleCase.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks workerd's own {@code assets} service what the tests of {@link AssetRouter} expect. To ask again after a new
 * version, run {@link #main} on the test class path with {@code -Dworkerd=} the executable, in the directory of the
 * project: it writes the answers into the test resources.
 */
final class AssetOracle implements AutoCloseable {
    private static final Path RESOURCES =
            Path.of("src/test/resources", AssetOracle.class.getPackageName().replace('.', '/'));

    private final Path directory;
    private final Process workerd;
    private final Map<String, Integer> ports = new HashMap<>();

    private AssetOracle(Path directory, List<OracleCase> sites) throws IOException {
        this.directory = directory;
        write(directory, sites);
        workerd = new ProcessBuilder(
                        Objects.requireNonNull(System.getProperty("workerd"), "-Dworkerd= must name the executable"),
                        "serve",
                        "--experimental",
                        "--control-fd=1",
                        "oracle.capnp")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = workerd.inputReader(StandardCharsets.UTF_8);
        while (ports.size() < sites.size()) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("workerd did not start");
            }
            if (line.startsWith("{\"event\":\"listen\"")) {
                JsonNode event = Json.parse(line);
                ports.put(event.get("socket").textValue(), event.get("port").intValue());
            }
        }
    }

    public static void main(String[] args) throws IOException {
        List<OracleCase> sites = OracleRouting.sites();
        try (AssetOracle oracle = new AssetOracle(Files.createTempDirectory("oracle"), sites)) {
            List<String> lines = new ArrayList<>();
            for (Request request : OracleRouting.requests()) {
                List<String> answers = new ArrayList<>();
                for (int i = 0; i < sites.size(); i++) {
                    answers.add(OracleAnswer.brief(oracle.ask(i, request)));
                }
                lines.add(OracleRouting.line(request, answers));
            }
            Files.write(RESOURCES.resolve("routing.txt"), lines);
        }
        List<OracleCase> cases = OracleCase.rules();
        try (AssetOracle oracle = new AssetOracle(Files.createTempDirectory("oracle"), cases)) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                List<Request> answered = new ArrayList<>();
                for (Request request : cases.get(i).requests()) {
                    answered.add(request.answered(oracle.ask(i, request)));
                }
                lines.add(new OracleCase(cases.get(i).config(), answered).line());
            }
            Files.write(RESOURCES.resolve("rules.jsonl"), lines);
        }
    }

    private static void write(Path directory, List<OracleCase> sites) throws IOException {
        for (String file : OracleCase.FILES) {
            Path path = directory.resolve("files" + file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
        Files.writeString(
                directory.resolve("worker.js"),
                "export default { fetch: () => new Response('', { headers: { 'x-worker': '1' } }) };\n");
        List<String> services = new ArrayList<>();
        List<String> sockets = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            OracleCase site = sites.get(i);
            String flags = site.flags().stream().map(AssetOracle::quoted).collect(Collectors.joining(","));
            String behaviour = "compatibilityDate=" + quoted(site.date()) + ",compatibilityFlags=[" + flags + "]";
            services.add("(name=\"worker" + i
                    + "\",worker=(modules=[(name=\"worker.js\",esModule=embed \"worker.js\")]," + behaviour + "))");
            services.add("(name=\"site" + i + "\",assets=(path=\"files\",config="
                    + quoted(Json.compact(site.serviceConfig())) + ","
                    + (site.hasWorker() ? "userWorker=\"worker" + i + "\"" : behaviour) + "))");
            sockets.add("(name=\"" + i + "\",address=\"127.0.0.1:0\",http=(),service=\"site" + i + "\")");
        }
        Files.writeString(
                directory.resolve("oracle.capnp"),
                "using Workerd = import \"/workerd/workerd.capnp\";\nconst config :Workerd.Config = (services=["
                        + String.join(",\n", services) + "],sockets=[" + String.join(",\n", sockets) + "]);\n");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private String ask(int site, Request request) throws IOException {
        Map<String, String> headers = new TreeMap<>(request.headers());
        if (headers.containsValue("$ETAG") || headers.containsValue("W/$ETAG")) {
            String tag = value(send(site, request, Map.of()), "etag");
            headers.replaceAll((name, value) -> value.replace("$ETAG", tag));
        }
        Reply reply = send(site, request, headers);
        return value(reply, "x-worker").equals("1")
                ? OracleAnswer.WORKER
                : OracleAnswer.of(reply.status(), reply.body(), reply.headers(), tag(reply));
    }

    /** The entity tag, when it is the service's own. */
    private static String tag(Reply reply) {
        String tag = value(reply, "etag");
        return tag.matches("\"[0-9a-f]+(-[0-9a-f]+)+\"") ? tag : "";
    }

    private static String value(Reply reply, String name) {
        return reply.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }

    private record Reply(int status, List<Header> headers, String body) {}

    /** Sends the target as it is written; an HTTP client would mend it. */
    private Reply send(int site, Request request, Map<String, String> headers) throws IOException {
        StringBuilder head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
        head.append("Host: ").append(request.host()).append("\r\nConnection: close\r\nContent-Length: 0\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        int port = Objects.requireNonNull(ports.get(String.valueOf(site)));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = reply.indexOf("\r\n\r\n");
            List<String> lines = List.of(reply.substring(0, end).split("\r\n", -1));
            List<Header> all = lines.subList(1, lines.size()).stream()
                    .map(line -> new Header(
                            line.substring(0, line.indexOf(':')),
                            line.substring(line.indexOf(':') + 1).strip()))
                    .toList();
            return new Reply(Integer.parseInt(lines.get(0).substring(9, 12)), all, reply.substring(end + 4));
        }
    }

    @Override
    public void close() throws IOException {
        workerd.destroy();
        workerd.onExit().join();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
