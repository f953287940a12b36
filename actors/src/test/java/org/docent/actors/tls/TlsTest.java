package org.docent.actors.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.net.ssl.SSLException;
import org.docent.actors.testkit.LogLines;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.TlsSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private static final String HERE = "ip:127.0.0.1,dns:localhost";

  @SuppressWarnings("NullAway.Init")
  private static TestCertificates ours;

  @SuppressWarnings("NullAway.Init")
  private static TlsSettings node;

  @SuppressWarnings("NullAway.Init")
  private static TlsSettings other;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) {
    ours = new TestCertificates(folder);
    node = ours.sign("node", HERE);
    other = ours.sign("other", HERE);
  }

  @Test
  void filesThatCannotBeUsedAreOneSentenceEach(@TempDir Path folder) throws IOException {
    Path gone = folder.resolve("gone.pem");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");
    Path certificate = node.certificate();
    Path key = node.privateKey();
    Path trusted = node.trustedCertificates();

    assertUnusable(gone, key, trusted, "tls.certificate: " + gone + " does not exist");
    assertUnusable(empty, key, trusted, "tls.certificate: " + empty + " holds no");
    assertUnusable(certificate, gone, trusted, "tls.private-key: " + gone + " does not");
    assertUnusable(certificate, trusted, trusted, "holds no private key in PEM");
    assertUnusable(certificate, key, garbage, "tls.trusted-certificates: " + garbage);
    assertUnusable(
        certificate,
        other.privateKey(),
        trusted,
        other.privateKey() + " is not the key of the certificate of CN=node");
    TlsSettings expired = ours.sign("late", HERE, "-startdate", "-3d", "-validity", "1");
    assertUnusable(
        expired.certificate(), expired.privateKey(), trusted, "which is not now: have a new one");
  }

  @Test
  void keysInOtherFormsAreToldTheCommandThatTurnsThem(@TempDir Path folder) throws IOException {
    for (String kind : new String[] {"EC ", "RSA ", "ENCRYPTED "}) {
      Path key =
          Files.writeString(
              folder.resolve("old.key"),
              "-----BEGIN %sPRIVATE KEY-----\nAAAA\n-----END %sPRIVATE KEY-----\n"
                  .formatted(kind, kind));
      assertUnusable(
          node.certificate(),
          key,
          node.trustedCertificates(),
          "BEGIN %sPRIVATE KEY, must be PKCS#8 and not encrypted: openssl pkcs8".formatted(kind));
    }
  }

  @Test
  void aKeyThatEverybodyMayReadIsWarnedOf(@TempDir Path folder) throws IOException {
    Path open = Files.copy(node.privateKey(), folder.resolve("open.key"));
    TlsSettings files = new TlsSettings(node.certificate(), open, node.trustedCertificates());
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    try (LogLines log = new LogLines(PemFiles.class)) {
      Tls.load(files);
      assertThat(log.next())
          .contains("tls.private-key: every user of this machine may read " + open, "chmod 600 ");

      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
      Tls.load(files);
      assertThat(log.rest()).isEmpty();
    }
  }

  @Test
  void aCertificateThatOthersWouldRefuseIsRefusedHere(@TempDir Path folder) {
    Tls.load(node).requireGoodFor("127.0.0.1");
    Tls.load(node).requireGoodFor("localhost");

    assertNotGood(node, "hostB", "names IP:127.0.0.1, DNS:localhost and not this host");
    TlsSettings stranger = new TestCertificates(folder).sign("stranger", HERE);
    TlsSettings disguised =
        new TlsSettings(stranger.certificate(), stranger.privateKey(), node.trustedCertificates());
    assertNotGood(
        disguised, "127.0.0.1", "of CN=stranger, is of no authority in tls.trusted-certificates");
    TlsSettings halfway = ours.sign("halfway", HERE, "-ext", "eku=serverAuth");
    assertNotGood(halfway, "127.0.0.1", "of CN=halfway, cannot be used (");
    TlsSettings nameless = ours.sign("127.0.0.1", "email:a@b.org");
    assertNotGood(nameless, "127.0.0.1", "names email:a@b.org and not this host");
  }

  @Test
  void replacedFilesAreReadForTheConnectionsToCome(@TempDir Path folder) throws Exception {
    TlsSettings files = copied(node, folder);
    Tls tls = Tls.load(files);
    tls.requireGoodFor("127.0.0.1");
    Tls peer = Tls.load(other);
    shakeHands(peer, tls);

    try (LogLines log = new LogLines(Tls.class)) {
      // a key without its certificate is what a renewal looks like half way
      TestCertificates next = new TestCertificates(Files.createDirectory(folder.resolve("next")));
      TlsSettings renewed = next.sign("renewed", HERE);
      replace(renewed.privateKey(), files.privateKey());
      shakeHands(peer, tls);
      assertThat(log.next()).contains("those before stay in use", "is not the key of the");
      shakeHands(peer, tls);
      assertThat(log.rest()).isEmpty();

      replace(renewed.certificate(), files.certificate());
      shakeHands(peer, tls);
      assertThat(log.next()).contains("those before stay in use", "is of no authority in tls.");

      replace(renewed.trustedCertificates(), files.trustedCertificates());
      assertThatThrownBy(() -> shakeHands(peer, tls)).isInstanceOf(SSLException.class);
      shakeHands(Tls.load(next.sign("new peer", HERE)), tls);
    }
  }

  private static void shakeHands(Tls client, Tls server) throws SSLException {
    OwnHandshake.between(client.connecting("127.0.0.1", 1), server.accepting());
  }

  private static TlsSettings copied(TlsSettings files, Path folder) throws IOException {
    return new TlsSettings(
        Files.copy(files.certificate(), folder.resolve("node.pem")),
        Files.copy(files.privateKey(), folder.resolve("node.key")),
        Files.copy(files.trustedCertificates(), folder.resolve("trusted.pem")));
  }

  /** Another file in its place, as tools that renew certificates do it. */
  private static void replace(Path by, Path file) throws IOException {
    Path beside = file.resolveSibling("new");
    Files.copy(by, beside);
    Files.move(beside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static void assertUnusable(Path certificate, Path key, Path trusted, String sentence) {
    TlsSettings files = new TlsSettings(certificate, key, trusted);
    assertThatThrownBy(() -> Tls.load(files))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining(sentence);
  }

  private static void assertNotGood(TlsSettings files, String host, String why) {
    Tls tls = Tls.load(files);
    assertThatThrownBy(() -> tls.requireGoodFor(host))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith("tls.certificate: " + files.certificate() + " is not one that")
        .hasMessageContaining("others would take of " + host)
        .hasMessageContaining(why);
  }
}
