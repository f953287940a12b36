package org.docent.actors.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.TlsSettings;

/**
 * An authority of a moment, to try TLS with: made by the JDK's keytool, with all keys in a folder
 * and a password that everybody knows.
 */
public final class ThrowAwayAuthority {

  private static final String PASSWORD = "changeit";
  private static final String AUTHORITY = "authority";

  private final Path folder;
  private final Path store;

  /** A new authority whose files lie in that folder, which has none yet. */
  public ThrowAwayAuthority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("authority.p12");
    keytool(AUTHORITY, "-ext", "bc:critical=ca:true");
  }

  /**
   * A certificate and its files.
   *
   * @param hosts it is for, as in {@code ip:127.0.0.1,dns:localhost}
   * @param more options of keytool's
   */
  public TlsSettings sign(String name, String hosts, String... more) {
    List<String> options = new ArrayList<>(List.of("-signer", AUTHORITY, "-ext", "san=" + hosts));
    options.addAll(List.of(more));
    keytool(name, options.toArray(String[]::new));
    try {
      KeyStore all = keys();
      byte[] secret = all.getKey(name, PASSWORD.toCharArray()).getEncoded();
      return new TlsSettings(
          write(name + ".pem", pem("CERTIFICATE", all.getCertificate(name).getEncoded())),
          ownersAlone(write(name + ".key", pem("PRIVATE KEY", secret))),
          write("trusted.pem", pem("CERTIFICATE", all.getCertificate(AUTHORITY).getEncoded())));
    } catch (GeneralSecurityException | IOException e) {
      throw broken(e);
    }
  }

  /** All keys and certificates; the password is {@code changeit}. */
  public KeyStore keys() throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(in, PASSWORD.toCharArray());
      return all;
    }
  }

  private void keytool(String name, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", PASSWORD, "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of(more));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw DocentException.stop("keytool made no certificate: " + said.strip());
      }
    } catch (IOException e) {
      throw broken(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken(e);
    }
  }

  private Path write(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }

  private static Path ownersAlone(Path key) throws IOException {
    return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  private static String pem(String what, byte[] encoded) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }

  private static DocentException broken(Exception e) {
    return DocentException.stop(
        "no certificates could be made with the JDK's keytool: " + e.getMessage(), e);
  }
}
