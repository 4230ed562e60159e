package io.github.flaremaven.cloudflare.bundle.assets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What tells without reading it that a file is still the same. The change time and the number of the file see what the
 * size and the modification time do not: a file unpacked from an archive in which all files have one and the same time.
 *
 * @param size in bytes
 * @param modified time of the last modification, in nanoseconds since 1970
 * @param changed time of the last change of content, name or attributes, in the same unit; where the system does not
 *     tell, the time of creation
 * @param number of the file in its file system, or 0
 */
record FileStamp(long size, long modified, long changed, long number) {
    private static final String UNIX = "unix";

    /** The stamp of the file that {@code file} is or links to. */
    static FileStamp of(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains(UNIX)) {
            Map<String, Object> values = Files.readAttributes(file, UNIX + ":size,lastModifiedTime,ctime,ino");
            if (values.get("size") instanceof Long size
                    && values.get("lastModifiedTime") instanceof FileTime modified
                    && values.get("ctime") instanceof FileTime changed
                    && values.get("ino") instanceof Long number) {
                return new FileStamp(size, nanos(modified), nanos(changed), number);
            }
        }
        BasicFileAttributes values = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(values.size(), nanos(values.lastModifiedTime()), nanos(values.creationTime()), 0);
    }

    /** The later of the two times, in nanoseconds since 1970. */
    long latest() {
        return Math.max(modified, changed);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
