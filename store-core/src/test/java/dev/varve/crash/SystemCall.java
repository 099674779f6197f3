package dev.varve.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A system call that was made and did not fail, as `strace -f -y` wrote it.
///
/// @param thread the number of the thread in the kernel
/// @param arguments and result, as they stand there
/// @param paths what it is about, absolute: the descriptor's file, or the names in their
///   directories
record SystemCall(String thread, String name, String arguments, List<String> paths) {
    private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (\\S.*)");
    private static final String UNFINISHED = " <unfinished ...>";

    /// With or without the file that it leads to.
    private static final Pattern NUMBER = Pattern.compile("(AT_FDCWD|\\d+)(?:<(.*)>)?");

    private static final Pattern DESCRIPTOR = Pattern.compile("\\b(\\d+)<(/[^>]*)>");
    private static final Pattern PIECE = Pattern.compile("\\\\[0-7]{1,3}|\\\\.|.", Pattern.DOTALL);
    private static final String DESCRIPTORS = "/proc/self/fd/";

    /// The calls in the order in which each thread began them.
    static List<SystemCall> read(Path file) throws IOException {
        List<SystemCall> calls = new ArrayList<>();
        Map<String, String> begun = new HashMap<>();
        Map<String, String> descriptors = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file, ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher parts = LINE.matcher(line);
                if (!parts.matches()) {
                    continue;
                }
                String thread = parts.group(1);
                String text = parts.group(2);
                if (text.endsWith(UNFINISHED)) {
                    begun.put(thread, text.substring(0, text.length() - UNFINISHED.length()));
                    continue;
                }
                Matcher resumed = RESUMED.matcher(text);
                if (resumed.matches()) {
                    text = begun.remove(thread) + resumed.group(1);
                }
                Matcher call = CALL.matcher(text);
                if (!call.matches()) {
                    continue;
                }
                Matcher descriptor = DESCRIPTOR.matcher(text);
                while (descriptor.find()) {
                    descriptors.put(descriptor.group(1), descriptor.group(2));
                }
                boolean announces = text.contains(SeamAnnouncements.PLACE);
                if (!call.group(3).startsWith("-1") || announces) {
                    calls.add(
                            new SystemCall(
                                    thread,
                                    call.group(1),
                                    call.group(2),
                                    places(call.group(1), call.group(2), descriptors)));
                }
            }
        }
        return calls;
    }

    private static List<String> places(String name, String text, Map<String, String> descriptors) {
        List<String> arguments = split(text);
        List<Integer> at =
                switch (name) {
                    case "renameat", "renameat2" -> List.of(0, 2);
                    case "rename" -> List.of(0, 1);
                    case "linkat", "copy_file_range" -> List.of(2);
                    case "link", "symlink", "symlinkat", "mount" -> List.of(1);
                    case "mmap" -> List.of(4);
                    default -> List.of(0);
                };
        return at.stream().map(i -> place(arguments, i, descriptors)).toList();
    }

    private static String place(List<String> arguments, int at, Map<String, String> descriptors) {
        String first = arguments.get(at);
        if (first.startsWith("\"")) {
            return absolute("", plain(first), descriptors);
        }
        Matcher number = NUMBER.matcher(first);
        if (!number.matches()) {
            return "";
        }
        String directory = number.group(2) == null ? "" : number.group(2);
        String second = at + 1 < arguments.size() ? arguments.get(at + 1) : "";
        return absolute(directory, name(second), descriptors);
    }

    /// What is written, which is left out of the log, is no name.
    private static String name(String argument) {
        return argument.startsWith("\"") && !argument.endsWith("...") ? plain(argument) : "";
    }

    private static List<String> split(String text) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                quoted = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') {
                quoted = true;
            } else if ("<{[(".indexOf(c) >= 0) {
                depth++;
            } else if (">}])".indexOf(c) >= 0) {
                depth--;
            } else if (c == ',' && depth == 0) {
                arguments.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        arguments.add(text.substring(start).strip());
        return arguments;
    }

    private static String absolute(String directory, String file, Map<String, String> descriptors) {
        String path = file;
        if (file.startsWith(DESCRIPTORS)) {
            int end = file.indexOf('/', DESCRIPTORS.length());
            String number = file.substring(DESCRIPTORS.length(), end < 0 ? file.length() : end);
            path = descriptors.getOrDefault(number, "?") + (end < 0 ? "" : file.substring(end));
        } else if (!file.startsWith("/")) {
            path = directory.replace(" (deleted)", "") + (file.isEmpty() ? "" : "/" + file);
        }
        return normal(path);
    }

    static String normal(String path) {
        return Path.of(path.replace('\0', '?')).normalize().toString();
    }

    /// Without the quotation marks and the escapes of C.
    private static String plain(String argument) {
        String quoted = argument.substring(1, argument.lastIndexOf('"'));
        StringBuilder text = new StringBuilder();
        Matcher piece = PIECE.matcher(quoted);
        while (piece.find()) {
            String found = piece.group();
            if (found.length() == 1) {
                text.append(found);
            } else if (Character.isDigit(found.charAt(1))) {
                text.append((char) Integer.parseInt(found.substring(1), 8));
            } else {
                int at = "ntrfv".indexOf(found.charAt(1));
                text.append(at < 0 ? found.charAt(1) : "\n\t\r\f\u000b".charAt(at));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return name + "(" + arguments + ") of thread " + thread;
    }
}
