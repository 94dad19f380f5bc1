package io.iqdb.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Another JVM with the class path of this one. Killed when closed. */
final class JavaProcess implements AutoCloseable {
  /** Exit status of a process that SIGKILL ended. */
  static final int KILLED = 137;

  private final Process process;
  private final Path errors;
  private final BufferedReader lines;
  private final BufferedWriter input;

  private JavaProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    lines = process.inputReader(UTF_8);
    input = process.outputWriter(UTF_8);
  }

  /** Starts {@code main}; what it says on its standard error goes to a file in {@code folder}. */
  static JavaProcess start(Path folder, Class<?> main, Object... arguments) throws IOException {
    return start(folder, List.of(), main, arguments);
  }

  /** The same with options of its own for the JVM. */
  static JavaProcess start(Path folder, List<String> options, Class<?> main, Object... arguments)
      throws IOException {
    return start(folder, List.of(), options, main, arguments);
  }

  /** The same by way of another program, which becomes it. */
  static JavaProcess start(
      Path folder, List<String> by, List<String> options, Class<?> main, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath()));
    command.add(main.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path errors = Files.createTempFile(folder, main.getSimpleName() + "-", ".stderr");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS"));
    return new JavaProcess(builder.start(), errors);
  }

  /** Everything this JVM runs from, modules and the tests patched into them included. */
  static Set<String> classPath() {
    Set<String> path = new LinkedHashSet<>();
    path.add(testClasses());
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty()) {
          path.add(Path.of(entry).toAbsolutePath().toString());
        }
      }
    }
    return path;
  }

  static List<URL> classPathUrls() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath()) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls;
  }

  private static String testClasses() {
    String file = JavaProcess.class.getName().replace('.', '/') + ".class";
    String url =
        Objects.requireNonNull(JavaProcess.class.getResource("JavaProcess.class")).toString();
    try {
      return Path.of(new URI(url.substring(0, url.length() - file.length()))).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Its standard output, where it is not read by lines. */
  InputStream output() {
    return process.getInputStream();
  }

  /** The next line of its standard output. */
  String readLine() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new AssertionError("the process ended: " + errors());
    }
    return line;
  }

  /** Sends a line and gives the one that answers it. */
  String ask(String line) throws IOException {
    input.write(line);
    input.newLine();
    input.flush();
    return readLine();
  }

  /** There is nothing more to ask. */
  void endOfInput() throws IOException {
    input.close();
  }

  /** Sends a signal such as STOP or CONT. */
  void signal(String name) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    if (status != 0) {
      throw new AssertionError("kill -" + name + " gave " + status);
    }
  }

  /**
   * From now on it may have so many of what {@code prlimit} calls {@code resource}; set by way of
   * another program where only its own user may.
   */
  void limit(List<String> by, String resource, long number)
      throws IOException, InterruptedException {
    String bound = "--" + resource + "=" + number + ":";
    List<String> command = new ArrayList<>(by);
    command.addAll(List.of("prlimit", "--pid", Long.toString(pid()), bound));
    int status = new ProcessBuilder(command).start().waitFor();
    if (status != 0) {
      throw new AssertionError("prlimit " + bound + " gave " + status);
    }
  }

  /** SIGKILL; what it wrote before can still be read. */
  void kill() {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipes
  }

  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** What it said on its standard error. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.deleteIfExists(errors);
  }
}
