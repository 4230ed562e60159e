package io.github.flaremaven.cloudflare.local.api;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Private keys of uploaded certificates. */
final class PrivateKeys {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final byte[] SAMPLE = {1, 2, 3};

    private PrivateKeys() {}

    /**
     * Checks that a key is the certificate's. Keys in other forms than PKCS #8 are taken as they are: the runtime reads them.
     *
     * @throws ApiError 1400
     */
    static void requireFit(String pem, X509Certificate certificate) {
        Matcher key = PKCS8.matcher(pem);
        if (!key.find()) {
            return;
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
            String algorithm = certificate.getPublicKey().getAlgorithm();
            PrivateKey privateKey = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!signs(privateKey, certificate, algorithm)) {
                throw new ApiError(400, 1400, "The private key is not that of the certificate.");
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ApiError(400, 1400, "\"private_key\" is not that of the certificate: " + e.getMessage());
        }
    }

    private static boolean signs(PrivateKey key, X509Certificate certificate, String algorithm)
            throws GeneralSecurityException {
        String name =
                algorithm.equals("EC") ? "SHA256withECDSA" : algorithm.equals("RSA") ? "SHA256withRSA" : algorithm;
        Signature signature = Signature.getInstance(name);
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(SAMPLE);
        return signature.verify(signed);
    }
}
