import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Writes the classes of a jar anew in the format of Java 17, with stack maps. A class in the format
/// of Java 5, as those of picocli are, is verified in the old way, and no AOT cache takes it: it is
/// read from the jar at each start.
///
/// Run by bin/build: `java UpgradeClasses.java FROM.jar TO.jar`.
public class UpgradeClasses {
    private final JarFile from;
    private final ClassFile format;

    private UpgradeClasses(JarFile from) {
        this.from = from;
        this.format =
                ClassFile.of(
                        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(this::open)
                                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    public static void main(String[] args) throws IOException {
        try (JarFile from = new JarFile(args[0]);
                JarOutputStream to = new JarOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            // Nothing is gained by compression, and reading is faster without.
            to.setLevel(0);
            new UpgradeClasses(from).write(to);
        }
    }

    private InputStream open(ClassDesc type) {
        String name = type.descriptorString();
        JarEntry entry = from.getJarEntry(name.substring(1, name.length() - 1) + ".class");
        try {
            return entry == null ? null : from.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(JarOutputStream to) throws IOException {
        Enumeration<JarEntry> entries = from.entries();
        while (entries.hasMoreElements()) {
            JarEntry entry = entries.nextElement();
            byte[] bytes = from.getInputStream(entry).readAllBytes();
            boolean upgrade =
                    entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
            JarEntry written = new JarEntry(entry.getName());
            written.setTime(entry.getTime());
            to.putNextEntry(written);
            to.write(upgrade ? upgraded(format.parse(bytes)) : bytes);
        }
    }

    private byte[] upgraded(ClassModel old) {
        return format.build(
                old.thisClass().asSymbol(),
                type ->
                        old.forEach(
                                element -> {
                                    switch (element) {
                                        case ClassFileVersion _ ->
                                                type.withVersion(ClassFile.JAVA_17_VERSION, 0);
                                        case MethodModel method ->
                                                type.withMethod(
                                                        method.methodName().stringValue(),
                                                        method.methodTypeSymbol(),
                                                        method.flags().flagsMask(),
                                                        to ->
                                                                method.forEach(
                                                                        part -> {
                                                                            if (part
                                                                                    instanceof
                                                                                    CodeModel code) {
                                                                                to.withCode(code::forEach);
                                                                            } else {
                                                                                to.with(part);
                                                                            }
                                                                        }));
                                        default -> type.with(element);
                                    }
                                }));
    }
}
