package io.iqdb.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iqdb.format.FileName;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Another process that runs a class of these tests on a class path. Killed when closed. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static ChildJvm start(
      List<String> prefix, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, roots().stream().map(Path::toString).toList()));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder.environment().remove("JDK_JAVA_OPTIONS");
    return new ChildJvm(builder.start());
  }

  /** Folders and archives that hold the store, its names and these tests. */
  static Set<Path> roots() {
    Set<Path> roots = new LinkedHashSet<>();
    for (Class<?> member : List.of(FsDirectory.class, FileName.class, ChildJvm.class)) {
      roots.add(root(member));
    }
    return roots;
  }

  static List<URL> rootUrls() {
    List<URL> urls = new ArrayList<>();
    for (Path root : roots()) {
      try {
        urls.add(root.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new AssertionError(e);
      }
    }
    return urls;
  }

  private static Path root(Class<?> member) {
    String file = member.getName().replace('.', '/') + ".class";
    String simple = file.substring(file.lastIndexOf('/') + 1);
    String url = Objects.requireNonNull(member.getResource(simple)).toString();
    String root = url.substring(0, url.length() - file.length());
    try {
      return Path.of(
          new URI(
              root.startsWith("jar:") ? root.substring("jar:".length(), root.length() - 2) : root));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  String readLine() throws IOException {
    String line = output.readLine();
    return line == null ? "ended: " + errors() : line;
  }

  String errors() throws IOException {
    return new String(process.getErrorStream().readAllBytes(), UTF_8);
  }

  long pid() {
    return process.pid();
  }

  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
