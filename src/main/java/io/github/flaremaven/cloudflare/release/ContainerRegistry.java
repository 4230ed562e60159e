package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cloudflare's registry of container images. Names of images are spelt out as wrangler does: one without a host is in the
 * account's own part of this registry.
 *
 * @param host of the registry
 * @param account id, 32 hex digits
 */
record ContainerRegistry(String host, String account) {
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern HOST = Pattern.compile("([^/:]*)(?::([^/]*))?(/.*)?");
    private static final Pattern OF_ACCOUNT = Pattern.compile("/([a-f0-9]{32})/.*");

    /** The registry of the account's compliance region. */
    static ContainerRegistry of(Optional<String> complianceRegion, String account) {
        boolean fedRamp = complianceRegion.filter("fedramp_high"::equals).isPresent();
        return new ContainerRegistry(fedRamp ? "registry.fed.cloudflare.com" : "registry.cloudflare.com", account);
    }

    /**
     * The whole name of an image.
     *
     * @throws InputFailure when the image is in the registry of another account
     */
    String resolve(String image) {
        Matcher parts = HOST.matcher(image);
        if (!parts.matches() || !isHost(parts.group(1), group(parts, 2))) {
            return host + "/" + account + "/" + image;
        }
        String path = group(parts, 3);
        if (!parts.group(1).toLowerCase(Locale.ROOT).equals(host) || path.startsWith("/" + account)) {
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
