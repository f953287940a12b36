package org.docent.actors.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificates and keys from PEM files; what is wrong with one is a sentence with its key. */
final class PemFiles {

  private static final Logger log = LoggerFactory.getLogger(PemFiles.class);
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END");

  private PemFiles() {}

  /**
   * All certificates of a file, of which there is at least one.
   *
   * @param key the configuration's, for messages
   */
  static X509Certificate[] certificates(String key, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate[] found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      if (found.length == 0) {
        throw wrong(key, file, "holds no certificate, must hold one or more in PEM", null);
      }
      return found;
    } catch (CertificateException e) {
      throw wrong(key, file, "holds no readable certificate, must hold one or more in PEM", e);
    } catch (IOException e) {
      throw unreadable(key, file, e);
    }
  }

  /** The key that belongs to that certificate. */
  static PrivateKey privateKey(String key, Path file, X509Certificate certificate) {
    Matcher pem;
    try {
      pem = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw unreadable(key, file, e);
    }
    if (!pem.find()) {
      throw wrong(key, file, "holds no private key in PEM", null);
    }
    if (!pem.group(1).isEmpty()) {
      throw wrong(
          key,
          file,
          "holds a BEGIN "
              + pem.group(1)
              + "PRIVATE KEY, must be PKCS#8 and not encrypted: openssl pkcs8 -topk8 -nocrypt -in "
              + file,
          null);
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
      PrivateKey found =
          KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (belongs(found, certificate)) {
        warnOfReaders(key, file);
        return found;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw notTheKey(key, file, certificate, e);
    }
    throw notTheKey(key, file, certificate, null);
  }

  private static void warnOfReaders(String key, Path file) {
    try {
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        log.warn("tls.{}: every user of this machine may read {}: chmod 600 {}", key, file, file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("tls.{}: who may read {} cannot be seen", key, file, e);
    }
  }

  /** Whether what the key signs passes the certificate's check. */
  private static boolean belongs(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String keys = key.getAlgorithm();
    Signature signature =
        Signature.getInstance(
            switch (keys) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> keys;
            });
    byte[] probe = "docent".getBytes(StandardCharsets.US_ASCII);
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(probe);
    return signature.verify(signed);
  }

  private static DocentException notTheKey(
      String key, Path file, X509Certificate certificate, @Nullable Exception cause) {
    String subject = certificate.getSubjectX500Principal().getName();
    return wrong(key, file, "is not the key of the certificate of " + subject, cause);
  }

  private static DocentException unreadable(String key, Path file, IOException e) {
    return wrong(key, file, "does not exist or cannot be read", e);
  }

  private static DocentException wrong(
      String key, Path file, String rule, @Nullable Exception cause) {
    String sentence = "tls." + key + ": " + file + " " + rule;
    return cause == null ? DocentException.stop(sentence) : DocentException.stop(sentence, cause);
  }
}
