package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.docent.actors.bench.ThrowAwayAuthority;
import org.docent.protocol.settings.TlsSettings;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.docent.tests.testkit.TlsSetting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose nodes meet with certificates, and those who have none that counts. */
@Tag("slow")
@Tag("cluster")
class MutualTlsTest {

  private static final String HERE = "ip:127.0.0.1";

  private final Path folder;
  private final RunFolder run;
  private final RunProcesses nodes;
  private final ThrowAwayAuthority ours;

  MutualTlsTest(@TempDir Path folder, @TempDir Path certificates) {
    this.folder = folder;
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
    this.ours = new ThrowAwayAuthority(certificates);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
  }

  @Test
  void aRunOverTlsMakesTheSameStudentHoweverManyAreTurnedAway(@TempDir Path elsewhere)
      throws IOException {
    TlsSettings node = ours.sign("node", HERE);
    TlsSettings expired = ours.sign("late", HERE, "-startdate", "-3d", "-validity", "1");
    TlsSettings misnamed = ours.sign("misnamed", "dns:hostB");
    TlsSettings stranger = new ThrowAwayAuthority(elsewhere).sign("stranger", HERE);
    DocentProcess coordinator = nodes.coordinator(TlsSetting.of(node).toArray(String[]::new));

    DocentProcess plain = nodes.join("--role", "teacher", "--name", "plain");
    DocentProcess strange = join("teacher", "strange", stranger);
    assertEndsWith(
        join("teacher", "late", expired), "docent: tls.certificate: ", "which is not now");
    assertEndsWith(
        join("teacher", "misnamed", misnamed),
        "docent: tls.certificate: ",
        "of CN=misnamed, names DNS:hostB and not this host");
    assertEndsWith(
        plain, "this node cannot join: " + nodes.address() + " speaks TLS and this node does not");
    assertEndsWith(
        strange,
        "this node cannot join: " + nodes.address(),
        "CN=node, is of no authority in tls.");
    sendNonsense();

    DocentProcess teacher = join("teacher", "good", node);
    join("student", "student", node);
    nodes.assertAllEndWell();
    run.assertSameResultAs(GoldenRun.undisturbed().run());
    assertThat(run.events("teacher_joined")).hasSize(1);
    assertThat(Files.readString(run.path().resolve("run.conf"))).doesNotContain(".pem");
    assertThat(coordinator.printed())
        .contains("dropped peer of the control plane: it does not speak TLS and this end does")
        .doesNotContain("\tat ");
    assertThat(coordinator.printed().lines().count()).isLessThan(120);
    assertThat(teacher.printed()).doesNotContain("dropped peer", "ERROR");
  }

  @Test
  void aRunInOneProcessTakesTheFilesAndAResumeItsOwn() throws IOException {
    TlsSettings node = ours.sign("node", HERE);
    Path conf = GoldenFixture.configuration(folder);
    DocentProcess.run(
        0,
        folder,
        Stream.concat(Stream.of("train", conf.toString()), TlsSetting.of(node).stream())
            .toArray(String[]::new));
    run.assertSameResultAs(GoldenRun.undisturbed().run());
    String wrong =
        DocentProcess.run(
            1,
            folder,
            "resume",
            run.path().toString(),
            "--set",
            "tls.certificate=" + node.certificate());
    assertThat(wrong).contains("tls.private-key is not set, must be a path since");
  }

  private void assertEndsWith(DocentProcess process, String... sentence) {
    assertThat(process.await()).as(process::printed).isEqualTo(1);
    assertThat(process.printed()).contains(sentence).doesNotContain("\tat ");
    nodes.forget(process);
  }

  private void sendNonsense() throws IOException {
    int port = Integer.parseInt(nodes.address().substring(nodes.address().indexOf(':') + 1));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), port)) {
        byte[] nonsense = new byte[100];
        random.nextBytes(nonsense);
        peer.getOutputStream().write(nonsense);
      }
    }
  }

  private DocentProcess join(String role, String name, TlsSettings tls) {
    return nodes.join(
        Stream.concat(Stream.of("--role", role, "--name", name), Stream.of(TlsSetting.options(tls)))
            .toArray(String[]::new));
  }
}
