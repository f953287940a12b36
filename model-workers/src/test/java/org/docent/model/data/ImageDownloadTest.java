package org.docent.model.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.docent.model.data.ImageDownload.Limits;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDownloadTest {

  private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 1000, 3);

  private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();

  private final ServerSocket server;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ImageDownload download = new ImageDownload(AddressPolicy.ANY, LIMITS, TLS);

  ImageDownloadTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "image-server");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Answers each path with what was set for it; an answer that ends with "…" leaves it open. */
  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        String request = in.readLine();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          asked.add(line);
        }
        asked.add(request);
        String answer =
            answers.getOrDefault(
                request.substring(4, request.lastIndexOf(' ')), "HTTP/1.1 404 Not Found\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        out.write(answer.replace("…", "").getBytes(ISO_8859_1));
        out.flush();
        if (answer.endsWith("…")) {
          open.add(socket);
        } else {
          socket.close();
        }
      } catch (IOException e) {
        asked.add("broken: " + e);
      }
    }
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.getLocalPort() + path;
  }

  private void refuses(String address, String sentence) {
    assertThatThrownBy(() -> download.fetch(address))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining(address)
        .hasMessageContaining(sentence);
  }

  @Test
  void readsFilesAsWell(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("http"), new byte[] {1, 2});
    assertThat(download.open(file.toString()).bytes()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\npicture and more",
        "HTTP/1.0 200 OK\r\n\r\npicture",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\npicture",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\npic\r\n4\r\nture\r\n0\r\n\r\n"
      })
  void readsABodyHoweverItsEndIsTold(String answer) {
    answers.put("/a/b%20c?d=e", answer);
    EncodedImage image = download.open(address("/a/b%20c?d=e"));
    assertThat(new String(image.bytes(), ISO_8859_1)).isEqualTo("picture");
    assertThat(image.name()).isEqualTo(address("/a/b%20c?d=e"));
    assertThat(asked).contains("Host: 127.0.0.1:" + server.getLocalPort());
  }

  @Test
  void followsRedirectsButNotForEver() {
    answers.put("/1", "HTTP/1.1 302 Found\r\nLocation: /2\r\n\r\n");
    answers.put("/2", "HTTP/1.1 301 Moved\r\nLocation: " + address("/3") + "\r\n\r\n");
    answers.put("/3", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    answers.put("/loop", "HTTP/1.1 302 Found\r\nLocation: /loop\r\n\r\n");
    assertThat(download.fetch(address("/1")).bytes()).hasSize(2);
    refuses(address("/loop"), "redirected more than 3 times");
  }

  @Test
  void refusesWhatTheServerShouldNotSend() {
    answers.put("/file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n");
    answers.put("/large", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n…");
    answers.put("/huge", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n…");
    answers.put("/endless", "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1001) + "…");
    answers.put("/chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\nxx…");
    answers.put("/minus", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n…");
    answers.put("/short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
    answers.put("/zip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxx");
    answers.put("/other", "SSH-2.0-OpenSSH\r\n\r\n");
    answers.put("/headers", "HTTP/1.1 200 OK\r\nX: " + "y".repeat(40_000) + "…");
    answers.put("/lost", "HTTP/1.1 302 Found\r\n\r\n");
    refuses(address("/file"), "no address of the form http(s)://");
    refuses(address("/large"), "larger than 1000 bytes");
    refuses(address("/huge"), "larger than 1000 bytes");
    refuses(address("/endless"), "larger than 1000 bytes");
    refuses(address("/chunks"), "larger than 1000 bytes");
    refuses(address("/minus"), "a length that is no number");
    refuses(address("/short"), "ends the connection early");
    refuses(address("/zip"), "compresses it (gzip)");
    refuses(address("/other"), "does not speak HTTP/1.1");
    refuses(address("/headers"), "header bytes");
    refuses(address("/lost"), "without location");
    refuses(address("/absent"), "status 404");
  }

  @Test
  void refusesWhatIsNoAddress() {
    refuses("http://", "no valid address");
    refuses("http:///x.png", "no address of the form");
    refuses("http://user:word@127.0.0.1/x.png", "no address of the form");
    refuses("http://a b/x.png", "no valid address");
    refuses("http://no-such-host.invalid/x.png", "there is no host no-such-host.invalid");
  }

  @Test
  void endsWhenTimeIsUpWhateverTheServerDoes() {
    answers.put("/slow", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nxx…");
    var hasty =
        new ImageDownload(AddressPolicy.ANY, new Limits(Duration.ofSeconds(1), 1000, 3), TLS);
    assertThatThrownBy(() -> hasty.fetch(address("/slow")))
        .hasMessageContaining("takes longer than 1 s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd12::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "[ff02::1]",
        "2130706433"
      })
  void thePublicPolicyConnectsToNothingOfThisNetwork(String host) {
    var careful = new ImageDownload(AddressPolicy.PUBLIC, LIMITS, TLS);
    String address = "http://" + host + ":" + server.getLocalPort() + "/x.png";
    assertThatThrownBy(() -> careful.fetch(address))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("not in the public network");
    assertThat(asked).isEmpty();
  }

  @Test
  void thePublicPolicyAllowsPublicAddresses() throws IOException {
    for (String address : List.of("93.184.216.34", "8.8.8.8", "2606:2800:220:1::1")) {
      assertThat(AddressPolicy.PUBLIC.allows(InetAddress.getByName(address))).isTrue();
    }
  }

  @Test
  void aRedirectIsCheckedLikeTheFirstAddress() {
    answers.put("/in", "HTTP/1.1 302 Found\r\nLocation: http://localhost:1/secret\r\n\r\n");
    InetAddress first = InetAddress.getLoopbackAddress();
    var careful =
        new ImageDownload(address -> address.equals(first) && asked.isEmpty(), LIMITS, TLS);
    assertThatThrownBy(() -> careful.fetch(address("/in")))
        .hasMessageContaining("localhost is not in the public network");
  }
}
