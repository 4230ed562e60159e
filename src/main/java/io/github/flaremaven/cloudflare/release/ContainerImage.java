package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of container images, spelt out as wrangler does: an image without a host is one of the account's own registry. */
final class ContainerImage {
    private static final String REGISTRY = "registry.cloudflare.com";
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern HOST = Pattern.compile("([^/:]*)(?::([^/]*))?(/.*)?");
    private static final Pattern OF_ACCOUNT = Pattern.compile("/([a-f0-9]{32})/.*");

    private ContainerImage() {}

    /**
     * The whole name.
     *
     * @param account id, 32 hex digits
     * @throws InputFailure when the image is in the registry of another account
     */
    static String resolve(String image, String account) {
        Matcher parts = HOST.matcher(image);
        if (!parts.matches() || !isHost(parts.group(1), group(parts, 2))) {
            return REGISTRY + "/" + account + "/" + image;
        }
        String host = parts.group(1).toLowerCase(Locale.ROOT);
        String path = group(parts, 3);
        if (!host.equals(REGISTRY) || path.startsWith("/" + account)) {
            return image;
        }
        if (OF_ACCOUNT.matcher(path).matches()) {
            throw new InputFailure("the container image " + image + " is in the registry of another account than "
                    + account + "; push it to this account's");
        }
        return host + "/" + account + path;
    }

    /** wrangler reads the name as the rest of an http address, in which 80 counts as no port. */
    private static boolean isHost(String name, String port) {
        if (!port.isEmpty() && (!port.matches("\\d{1,5}") || Integer.parseInt(port) > HIGHEST_PORT)) {
            return false;
        }
        boolean hasPort = !port.isEmpty() && Integer.parseInt(port) != 80;
        return hasPort || name.contains(".") || name.equalsIgnoreCase("localhost");
    }

    private static String group(Matcher matcher, int number) {
        return matcher.start(number) < 0 ? "" : matcher.group(number);
    }
}
