package org.docent.model.storage;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The real file system, with something to happen before each of its operations: so a test lets
 * another process act at every moment of a piece of work.
 */
public final class SteppedFileSystem {

  /** Hears of an operation that is about to happen. */
  public interface Step {
    void before(String operation) throws IOException;
  }

  private final Step step;
  private final FileSystem paths = new Paths();
  private final FileSystemProvider operations = new Operations();

  public SteppedFileSystem(Step step) {
    this.step = step;
  }

  /** The same place, whose operations are stepped. */
  public Path of(Path real) {
    return (Path)
        Proxy.newProxyInstance(
            SteppedFileSystem.class.getClassLoader(),
            new Class<?>[] {Path.class},
            new Stepped(real));
  }

  private final class Stepped implements InvocationHandler {

    private final Path real;

    Stepped(Path real) {
      this.real = real;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("getFileSystem")) {
        return paths;
      }
      Object[] plain =
          arguments == null
              ? new Object[0]
              : Arrays.stream(arguments)
                  .map(argument -> argument instanceof Path path ? plain(path) : argument)
                  .toArray();
      try {
        Object result = method.invoke(real, plain);
        return result instanceof Path path ? of(path) : result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private static Path plain(Path path) {
    return Proxy.isProxyClass(path.getClass())
            && Proxy.getInvocationHandler(path) instanceof Stepped stepped
        ? stepped.real
        : path;
  }

  private static FileSystemProvider providerOf(Path path) {
    return plain(path).getFileSystem().provider();
  }

  private final class Operations extends FileSystemProvider {

    @Override
    public String getScheme() {
      return "stepped";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      return paths;
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      step.before("open " + path);
      return providerOf(path).newByteChannel(plain(path), options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      step.before("open " + path);
      return providerOf(path).newFileChannel(plain(path), options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
      step.before("list " + folder);
      List<Path> entries = new ArrayList<>();
      try (DirectoryStream<Path> listed =
          providerOf(folder).newDirectoryStream(plain(folder), all -> true)) {
        for (Path entry : listed) {
          Path stepped = of(entry);
          if (filter.accept(stepped)) {
            entries.add(stepped);
          }
        }
      }
      return new DirectoryStream<>() {
        @Override
        public java.util.Iterator<Path> iterator() {
          return entries.iterator();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
      step.before("make " + folder);
      providerOf(folder).createDirectory(plain(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
      step.before("delete " + path);
      providerOf(path).delete(plain(path));
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) throws IOException {
      step.before("copy " + from + " to " + to);
      providerOf(from).copy(plain(from), plain(to), options);
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
      step.before("move " + from + " to " + to);
      providerOf(from).move(plain(from), plain(to), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
      return providerOf(path).isSameFile(plain(path), plain(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return providerOf(path).isHidden(plain(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return providerOf(path).getFileStore(plain(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      step.before("look at " + path);
      providerOf(path).checkAccess(plain(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return providerOf(path).getFileAttributeView(plain(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      step.before("look at " + path);
      return providerOf(path).readAttributes(plain(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
        throws IOException {
      step.before("look at " + path);
      return providerOf(path).readAttributes(plain(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
        throws IOException {
      providerOf(path).setAttribute(plain(path), name, value, options);
    }
  }

  private final class Paths extends FileSystem {

    private final FileSystem real = Path.of("").getFileSystem();

    @Override
    public FileSystemProvider provider() {
      return operations;
    }

    @Override
    public Path getPath(String first, String... more) {
      return of(real.getPath(first, more));
    }

    @Override
    public String getSeparator() {
      return real.getSeparator();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return List.of();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return real.supportedFileAttributeViews();
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      return real.getPathMatcher(pattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
      return real.newWatchService();
    }

    @Override
    public void close() {}
  }
}
