package org.docent.coordinator.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.docent.protocol.settings.ManagementSettings;
import org.docent.protocol.status.RunPhase;
import org.docent.protocol.status.RunStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management endpoint: {@code GET /status} and {@code GET /health}, nothing that writes. A few
 * threads of its own wait for the coordinator's answer; who comes while all are busy and the queue
 * is full is turned away.
 */
public final class ManagementServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);
  private static final int THREADS = 2;
  private static final int WAITING = 16;
  private static final int BACKLOG = 16;
  private static final long ANSWER_SECONDS = 3;
  private static final String REQUEST_SECONDS = "10";

  static {
    // The JDK's server waits for ever for a client that sends nothing, unless it is told not to.
    for (String key : new String[] {"maxReqTime", "maxRspTime"}) {
      if (System.getProperty("sun.net.httpserver." + key) == null) {
        System.setProperty("sun.net.httpserver." + key, REQUEST_SECONDS);
      }
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Supplier<CompletionStage<RunStatus>> status;

  private ManagementServer(HttpServer server, Supplier<CompletionStage<RunStatus>> status) {
    this.server = server;
    this.status = status;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "management");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts the endpoint if one is wanted. One that cannot listen is said and done without: nobody
   * should lose a run over it.
   *
   * @param status asks the coordinator, wherever it runs; may fail or not come
   */
  public static Optional<ManagementServer> start(
      ManagementSettings settings, Supplier<CompletionStage<RunStatus>> status) {
    if (!settings.wanted()) {
      return Optional.empty();
    }
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
      ManagementServer endpoint = new ManagementServer(server, status);
      server.setExecutor(endpoint.threads);
      server.createContext("/", endpoint::answer);
      server.start();
      log.info("management endpoint at {}/status", endpoint.url());
      return Optional.of(endpoint);
    } catch (IOException | IllegalArgumentException e) {
      log.error(
          "the management endpoint cannot listen on {}:{} ({}), and the run goes on without; set"
              + " management.host and management.port to an address of this machine and a free port",
          settings.host(),
          settings.port(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** {@code http://host:port}. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getHostString() + ":" + address.getPort();
  }

  @SuppressWarnings("try") // closing the exchange is all that is wanted of it
  private void answer(HttpExchange exchange) throws IOException {
    try (HttpExchange open = exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!path.equals("/status") && !path.equals("/health")) {
        send(exchange, 404, said("error", "there are /status and /health"));
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, 405, said("error", "only GET: this endpoint changes nothing"));
      } else {
        answer(exchange, path.equals("/health"));
      }
    }
  }

  private void answer(HttpExchange exchange, boolean health) throws IOException {
    Optional<RunStatus> run = ask();
    if (run.isEmpty()) {
      send(exchange, 503, said("health", "no coordinator answers"));
    } else if (!health) {
      send(exchange, 200, StatusJson.of(run.get()));
    } else if (run.get().phase() == RunPhase.FAILED) {
      send(exchange, 503, said("health", "the run failed: " + run.get().message()));
    } else {
      send(exchange, 200, said("health", "ok"));
    }
  }

  private Optional<RunStatus> ask() {
    try {
      return Optional.of(status.get().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      log.debug("no status came", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static JsonNode said(String key, String value) {
    return JsonNodeFactory.instance.objectNode().put(key, value);
  }

  private static void send(HttpExchange exchange, int code, JsonNode body) throws IOException {
    byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Answers nobody any more. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
