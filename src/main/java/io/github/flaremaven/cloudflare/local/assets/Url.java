package io.github.flaremaven.cloudflare.local.assets;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@code http} or {@code https} address, normalised as the WHATWG URL Standard says.
 *
 * @param userInfo with its {@code @}, or empty
 * @param hostname in lower case and ASCII
 * @param port with its colon, or empty when it is the scheme's own
 * @param search the query with its question mark, or empty
 * @param fragment with its hash sign, or empty
 */
record Url(String scheme, String userInfo, String hostname, String port, String path, String search, String fragment) {
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern ABSOLUTE =
            Pattern.compile("(https?):[/\\\\]*+(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile(":([0-9]{0,5})$");
    private static final Pattern FORBIDDEN_IN_HOST = Pattern.compile("[\\x00-\\x20\\x7F#%/:<>?@\\[\\\\\\]^|]");

    /** The address of a request; a {@code Host} header that names no host stands for itself. */
    static Url of(AssetRequest request) {
        String path = UrlText.path(request.rawPath());
        String search = UrlText.search(request.rawQuery().orElse(""));
        return authority(request.scheme(), request.host())
                .map(url -> new Url(url.scheme, "", url.hostname, url.port, path, search, ""))
                .orElseGet(() -> new Url(request.scheme(), "", request.host(), "", path, search, ""));
    }

    /** The host with its port. */
    String host() {
        return hostname + port;
    }

    String origin() {
        return scheme + "://" + host();
    }

    /** The whole address with another query. */
    String href(String otherSearch) {
        return scheme + "://" + userInfo + host() + path + otherSearch + fragment;
    }

    /** What {@code reference}, a path or a whole address, means on this address; absent when it is no valid address. */
    Optional<Url> resolve(String reference) {
        Matcher absolute = ABSOLUTE.matcher(reference);
        if (absolute.matches()) {
            return parse(absolute.group(1).toLowerCase(Locale.ROOT), absolute.group(2));
        }
        String slashes = reference.replace('\\', '/');
        if (slashes.startsWith("//")) {
            int start = 2;
            while (start < slashes.length() && slashes.charAt(start) == '/') {
                start++;
            }
            return parse(scheme, reference.substring(start));
        }
        return slashes.startsWith("/") ? Optional.of(withPath(reference)) : Optional.empty();
    }

    private static Optional<Url> parse(String scheme, String rest) {
        int end = 0;
        while (end < rest.length() && "/\\?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String path = rest.substring(end);
        return authority(scheme, rest.substring(0, end)).map(url -> url.withPath(path));
    }

    private static Optional<Url> authority(String scheme, String text) {
        int at = text.lastIndexOf('@') + 1;
        String place = text.substring(at);
        Matcher port = PORT.matcher(place);
        boolean hasPort = port.find();
        int standard = scheme.equals("https") ? 443 : 80;
        int number = hasPort && !port.group(1).isEmpty() ? Integer.parseInt(port.group(1)) : standard;
        return number > HIGHEST_PORT
                ? Optional.empty()
                : hostname(hasPort ? place.substring(0, port.start()) : place)
                        .map(name -> new Url(
                                scheme,
                                text.substring(0, at),
                                name,
                                number == standard ? "" : ":" + number,
                                "/",
                                "",
                                ""));
    }

    private static Optional<String> hostname(String text) {
        boolean ipv6 = text.startsWith("[") && text.endsWith("]");
        try {
            String name = ipv6 ? text : IDN.toASCII(UrlText.decodePath(text)).toLowerCase(Locale.ROOT);
            boolean valid =
                    ipv6 || (!name.isEmpty() && !FORBIDDEN_IN_HOST.matcher(name).find());
            return valid ? Optional.of(name) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Url withPath(String text) {
        int hash = text.indexOf('#');
        String beforeHash = hash < 0 ? text : text.substring(0, hash);
        int question = beforeHash.indexOf('?');
        String rawPath = question < 0 ? beforeHash : beforeHash.substring(0, question);
        return new Url(
                scheme,
                userInfo,
                hostname,
                port,
                rawPath.isEmpty() ? "/" : UrlText.path(rawPath),
                question < 0 ? "" : UrlText.search(beforeHash.substring(question + 1)),
                hash < 0 ? "" : UrlText.fragment(text.substring(hash + 1)));
    }
}
