package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Certificates;
import io.github.flaremaven.cloudflare.local.state.Certificates.Certificate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;

/** Client certificates for {@code mtls_certificate} bindings, and certificates of authorities. Keys go in and never come out. */
final class CertificateHandlers {
    private final Platform platform;
    private final Certificates certificates;

    CertificateHandlers(Platform platform, Certificates certificates) {
        this.platform = platform;
        this.certificates = certificates;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/mtls_certificates";
        String one = all + "/{certificate}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::upload);
        routes.add("GET", one, c -> ApiReply.ok(certificate(c).shown()));
        routes.add("DELETE", one, this::delete);
        routes.add("GET", one + "/associations", c -> ApiReply.list(Json.array()));
    }

    private Certificate certificate(ApiCall call) {
        return certificates
                .find(call.parameter("certificate"))
                .orElseThrow(() -> new ApiError(404, 1404, "The certificate could not be found."));
    }

    private ApiReply list(ApiCall call) {
        Optional<String> name = call.queryValue("name");
        Optional<Boolean> authority = call.queryValue("ca").map(Boolean::parseBoolean);
        ArrayNode shown = Json.array();
        certificates.all().stream()
                .filter(c -> name.filter(n -> !n.equals(c.shown().path("name").asText()))
                        .isEmpty())
                .filter(c -> authority.filter(a -> a != c.isAuthority()).isEmpty())
                .forEach(c -> shown.add(c.shown()));
        return ApiReply.list(shown);
    }

    private ApiReply upload(ApiCall call) {
        ObjectNode given = call.jsonObject();
        String chain = pem(given, "certificates");
        boolean authority = given.path("ca").asBoolean();
        String key = authority ? "" : pem(given, "private_key");
        X509Certificate leaf = parse(chain);
        if (!authority) {
            PrivateKeys.requireFit(key, leaf);
        }
        String id = Platform.newId();
        ObjectNode shown = Json.object().put("id", id).put("ca", authority);
        Json.text(given, "name").ifPresent(n -> shown.put("name", n));
        shown.put("issuer", leaf.getIssuerX500Principal().getName())
                .put("serial_number", leaf.getSerialNumber().toString())
                .put("signature", leaf.getSigAlgName())
                .put("expires_on", leaf.getNotAfter().toInstant().toString())
                .put("uploaded_on", platform.now().toString())
                .put("certificates", chain);
        return platform.exclusively(() -> {
            boolean known =
                    certificates.all().stream().anyMatch(c -> c.chain().equals(chain) && c.isAuthority() == authority);
            if (known) {
                throw new ApiError(409, 1406, "A duplicate certificate already exists.");
            }
            certificates.add(new Certificate(id, shown, chain, key));
            return ApiReply.ok(shown);
        });
    }

    private static String pem(ObjectNode given, String field) {
        return Json.text(given, field)
                .filter(p -> p.contains("-----BEGIN "))
                .orElseThrow(() -> new ApiError(400, 1400, "\"" + field + "\" must be PEM."));
    }

    private static X509Certificate parse(String chain) {
        try {
            Collection<? extends java.security.cert.Certificate> parsed = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII)));
            return (X509Certificate) parsed.iterator().next();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new ApiError(400, 1400, "\"certificates\" cannot be read: " + e.getMessage());
        }
    }

    private ApiReply delete(ApiCall call) {
        Certificate certificate = certificate(call);
        boolean bound = platform.scripts().all().stream()
                .flatMap(s -> s.leadingVersion().stream())
                .flatMap(v -> v.bindings().stream())
                .anyMatch(b -> b.path("certificate_id").asText().equals(certificate.id()));
        if (bound) {
            throw new ApiError(400, 1429, "The certificate is used by a Worker and cannot be deleted.");
        }
        certificates.remove(certificate.id());
        return ApiReply.ok(certificate.shown());
    }
}
