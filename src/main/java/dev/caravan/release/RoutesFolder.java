package dev.caravan.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folder of route files, as it is now. */
final class RoutesFolder {
  private static final String ENDING = ".camel.yaml";
  private static final String ATTRIBUTES = "unix:ctime,size,ino,mode";
  private static final int WRITABLE_BY_OTHERS = 0002;

  private final Path root;
  private final long maxBytes;

  RoutesFolder(Path root, long maxBytes) {
    this.root = root.toAbsolutePath().normalize();
    this.maxBytes = maxBytes;
  }

  Path root() {
    return root;
  }

  /**
   * The route files by name, each with a value that differs after any change. Hidden files and
   * folders are none: editors and volumes keep their own things there.
   */
  Map<String, Object> stamps() throws IOException {
    Map<String, Object> stamps = new TreeMap<>();
    Files.walkFileTree(
        root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(stamps));
    return stamps;
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Map<String, Object> stamps;

    private Visitor(Map<String, Object> stamps) {
      this.stamps = stamps;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return path.equals(root) || isShown(path)
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && isShown(path) && path.toString().endsWith(ENDING)) {
        try {
          stamps.put(name(path), List.of(Files.readAttributes(path, ATTRIBUTES), openParts(path)));
        } catch (NoSuchFileException e) {
          // Gone in between; an editor has saved.
          return FileVisitResult.CONTINUE;
        }
      }
      return FileVisitResult.CONTINUE;
    }

    /** What cannot be read is not gone: then nothing is known of the folder. */
    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
      boolean nothing = e instanceof NoSuchFileException || e instanceof FileSystemLoopException;
      if (path.equals(root) || !nothing) {
        throw e;
      }
      return FileVisitResult.CONTINUE;
    }
  }

  /**
   * Reads a file.
   *
   * @throws RouteFileException when it may not be used as it lies there
   */
  RouteFile read(String name) throws IOException {
    Path path = root.resolve(name);
    List<Path> open = openParts(path);
    if (!open.isEmpty()) {
      throw fault(name, "writable", "anybody may write " + open.get(0) + "; chmod o-w it");
    }
    if (Files.size(path) > maxBytes) {
      throw fault(
          name, "size", "longer than " + maxBytes + " bytes (caravan.release.max-file-size)");
    }
    byte[] bytes = Files.readAllBytes(path);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new RouteFile(name, text);
    } catch (CharacterCodingException e) {
      throw fault(name, "yaml", "the file is not UTF-8");
    }
  }

  /** The file itself and the folders it lies in, if anybody may write them. */
  private List<Path> openParts(Path path) throws IOException {
    List<Path> open = new ArrayList<>();
    for (Path part = path; part.startsWith(root); part = part.getParent()) {
      if (((int) Files.getAttribute(part, "unix:mode") & WRITABLE_BY_OTHERS) != 0) {
        open.add(part);
      }
    }
    return open;
  }

  /** A name is written to the log, where no line may be made of it. */
  private static boolean isShown(Path path) {
    String name = path.getFileName().toString();
    return !name.startsWith(".") && !name.matches("(?s).*\\p{Cntrl}.*");
  }

  private String name(Path path) {
    return root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
  }

  private static RouteFileException fault(String name, String rule, String text) {
    return new RouteFileException(List.of(new Fault(name, 0, rule, text)));
  }
}
