package dev.varve.oci;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of platforms and which of them runs where: containerd's rules, which docker uses.
public final class Platforms {
    private static final String OS_PATTERN =
            "^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$";
    private static final Pattern OS_AND_VERSION =
            Pattern.compile(
                    "([A-Za-z0-9_-]++)(?:\\(([A-Za-z0-9_.%-]*+)(?:\\+[A-Za-z0-9_.%-]++)*+\\))?");
    private static final String PART_PATTERN = "^[A-Za-z0-9_.-]+$";
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]++");

    private static final Set<String> KNOWN_OS =
            Set.of(
                    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd"
                            .split(" "));
    private static final Set<String> KNOWN_OS_FURTHER =
            Set.of("openbsd plan9 solaris windows zos".split(" "));
    private static final Set<String> KNOWN_ARCHITECTURES =
            Set.of(
                    ("386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle"
                                    + " mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64"
                                    + " s390 s390x sparc sparc64 wasm")
                            .split(" "));

    private Platforms() {}

    /// The usual spelling of a platform: `x86_64` is `amd64`, `arm64/v8` is `arm64`.
    public static Platform normalise(Platform platform) {
        String os = platform.os().toLowerCase(Locale.ROOT);
        Platform named =
                new Platform(
                        os.equals("macos") ? "darwin" : os,
                        platform.architecture().toLowerCase(Locale.ROOT),
                        platform.variant().toLowerCase(Locale.ROOT),
                        platform.osVersion());
        String variant = named.variant();
        return switch (named.architecture()) {
            case "i386" -> with(named, "386", "");
            case "x86_64", "x86-64", "amd64" ->
                    with(named, "amd64", variant.equals("v1") ? "" : variant);
            case "aarch64", "arm64" -> with(named, "arm64", arm64Variant(variant));
            case "armhf" -> with(named, "arm", "v7");
            case "armel" -> with(named, "arm", "v6");
            case "arm" -> with(named, "arm", armVariant(variant));
            default -> named;
        };
    }

    /// Parses what a user gave as `--platform`: `os/arch[/variant]`, or one of `os` and `arch`.
    /// Throws [InvalidArgument] with containerd's text.
    ///
    /// @param host where a missing part is taken from
    public static Platform parse(String specifier, Platform host) {
        if (specifier.contains("*")) {
            throw invalid(GoQuote.quote(specifier) + ": wildcards not yet supported");
        }
        String[] parts = specifier.split("/", 4);
        Matcher os = OS_AND_VERSION.matcher(parts[0]);
        if (!os.matches()) {
            throw invalid(
                    String.format(
                            "%s is an invalid OS component of %s: OSAndVersion specifier component"
                                    + " must match %s",
                            GoQuote.quote(parts[0]),
                            GoQuote.quote(specifier),
                            GoQuote.quote(OS_PATTERN)));
        }
        for (int i = 1; i < parts.length; i++) {
            requirePart(parts[i], specifier);
        }
        String version = Optional.ofNullable(os.group(2)).orElse("");
        return switch (parts.length) {
            case 1 -> parseSingle(specifier, os.group(1), version, host);
            case 2 -> normalise(new Platform(os.group(1), parts[1], "", version));
            case 3 -> normalise(new Platform(os.group(1), parts[1], parts[2], version));
            default ->
                    throw invalid(GoQuote.quote(specifier) + ": cannot parse platform specifier");
        };
    }

    /// This machine's platform.
    ///
    /// @param architecture as Java names it in `os.arch`
    /// @param cpuInfo the text of `/proc/cpuinfo`, whose flags give the level of amd64; "" if
    ///   unknown
    public static Platform host(String architecture, String cpuInfo) {
        String name =
                switch (architecture) {
                    case "x86", "i486", "i586", "i686" -> "386";
                    case "loongarch64" -> "loong64";
                    default -> architecture;
                };
        Platform platform = normalise(new Platform("linux", name, ""));
        return platform.architecture().equals("amd64")
                ? with(platform, "amd64", CpuLevel.amd64Variant(cpuInfo))
                : platform;
    }

    /// A platform without the level of its amd64 processor, which only the choice of a manifest is
    /// about.
    public static Platform anyLevel(Platform platform) {
        return platform.architecture().equals("amd64") ? with(platform, "amd64", "") : platform;
    }

    /// Fills the parts that a request leaves out from the host, the variant along with the
    /// architecture.
    public static Platform withDefaults(Platform wanted, Platform host) {
        boolean noArchitecture = wanted.architecture().isEmpty();
        return normalise(
                new Platform(
                        wanted.os().isEmpty() ? host.os() : wanted.os(),
                        noArchitecture ? host.architecture() : wanted.architecture(),
                        noArchitecture ? host.variant() : wanted.variant(),
                        wanted.osVersion()));
    }

    /// The manifest of an index that fits a platform best; the first one of equals.
    public static Optional<Descriptor> select(ImageIndex index, Platform wanted) {
        return candidates(index, wanted).stream().findFirst();
    }

    /// All entries of an index that fit, best first. Those after the first matter only when the
    /// first is a further index in which nothing fits.
    public static List<Descriptor> candidates(ImageIndex index, Platform wanted) {
        record Ranked(int rank, Descriptor descriptor) {}
        List<Platform> accepted = accepted(wanted);
        return index.manifests().stream()
                .map(d -> new Ranked(rank(accepted, d.platform()), d))
                .filter(r -> r.rank <= accepted.size())
                .sorted(Comparator.comparingInt(Ranked::rank))
                .map(Ranked::descriptor)
                .toList();
    }

    /// Which of some images' platforms fits a platform best, the first one of equals.
    ///
    /// @return its position, or -1 when none fits
    public static int best(List<Platform> images, Platform wanted) {
        List<Platform> accepted = accepted(wanted);
        int best = -1;
        for (int i = 0; i < images.size(); i++) {
            boolean better =
                    best < 0
                            || rank(accepted, Optional.of(images.get(i)))
                                    < rank(accepted, Optional.of(images.get(best)));
            if (matches(wanted, images.get(i)) && better) {
                best = i;
            }
        }
        return best;
    }

    /// Whether an image here, with the platform of its config, is what was asked for.
    public static boolean matches(Platform wanted, Platform image) {
        Platform found = normalise(image);
        Platform asked = normalise(wanted);
        boolean sameFamily =
                found.os().equals(asked.os()) && found.architecture().equals(asked.architecture());
        return accepted(wanted).stream().anyMatch(p -> same(p, found))
                || (sameFamily && image.variant().isEmpty());
    }

    /// The platforms whose programs run on one, best first, normalised.
    static List<Platform> accepted(Platform wanted) {
        Platform platform = normalise(wanted);
        List<Platform> accepted = new ArrayList<>();
        switch (platform.architecture()) {
            case "amd64" -> {
                accepted.add(platform);
                for (int v = number(platform.variant()) - 1; v >= 1; v--) {
                    accepted.add(normalise(with(platform, "amd64", "v" + v)));
                }
                accepted.add(with(platform, "386", ""));
            }
            case "arm" -> addArm(accepted, platform);
            case "arm64" -> addArm64(accepted, platform);
            default -> accepted.add(platform);
        }
        return List.copyOf(accepted);
    }

    private static void addArm(List<Platform> accepted, Platform platform) {
        accepted.add(platform);
        for (int v = number(platform.variant()) - 1; v >= 5; v--) {
            accepted.add(with(platform, "arm", "v" + v));
        }
    }

    private static void addArm64(List<Platform> accepted, Platform platform) {
        String variant = platform.variant().isEmpty() ? "v8" : platform.variant();
        Matcher m = Pattern.compile("v([89])(?:\\.([0-9]))?").matcher(variant);
        if (!m.matches() || variant.equals("v9.8") || variant.equals("v9.9")) {
            addArm(accepted, with(platform, "arm", variant));
            return;
        }
        int minor = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
        if (m.group(1).equals("9")) {
            addMinors(accepted, platform, 9, minor);
            addMinors(accepted, platform, 8, Math.min(minor + 5, 9));
        } else {
            addMinors(accepted, platform, 8, minor);
        }
        addArm(accepted, with(platform, "arm", "v8"));
    }

    private static void addMinors(
            List<Platform> accepted, Platform platform, int major, int highest) {
        for (int minor = highest; minor >= 0; minor--) {
            String variant = "v" + major + (minor == 0 ? "" : "." + minor);
            accepted.add(normalise(with(platform, "arm64", variant)));
        }
    }

    private static int rank(List<Platform> accepted, Optional<Platform> entry) {
        Platform platform = entry.orElse(new Platform("", "", ""));
        if (platform.os().isEmpty()
                && platform.architecture().isEmpty()
                && platform.variant().isEmpty()) {
            return accepted.size();
        }
        Platform found = normalise(platform);
        for (int i = 0; i < accepted.size(); i++) {
            if (same(accepted.get(i), found)) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static boolean same(Platform a, Platform b) {
        return a.os().equals(b.os())
                && a.architecture().equals(b.architecture())
                && a.variant().equals(b.variant());
    }

    private static Platform parseSingle(
            String specifier, String name, String version, Platform host) {
        String os = normalise(new Platform(name, "", "")).os();
        if (KNOWN_OS.contains(os) || KNOWN_OS_FURTHER.contains(os)) {
            boolean arm = host.architecture().equals("arm");
            return normalise(
                    new Platform(os, host.architecture(), arm ? host.variant() : "", version));
        }
        Platform platform = normalise(new Platform(host.os(), specifier, ""));
        if (KNOWN_ARCHITECTURES.contains(platform.architecture())) {
            return platform;
        }
        throw invalid(GoQuote.quote(specifier) + ": unknown operating system or architecture");
    }

    private static void requirePart(String part, String specifier) {
        if (!PART.matcher(part).matches()) {
            throw invalid(
                    String.format(
                            "%s is an invalid component of %s: platform specifier component must"
                                    + " match %s",
                            GoQuote.quote(part),
                            GoQuote.quote(specifier),
                            GoQuote.quote(PART_PATTERN)));
        }
    }

    private static InvalidArgument invalid(String text) {
        return new InvalidArgument(text + ": invalid argument");
    }

    /// The number of a variant `vN`, or 0.
    private static int number(String variant) {
        return variant.matches("v?[0-9]{1,3}") ? Integer.parseInt(variant.replace("v", "")) : 0;
    }

    private static String arm64Variant(String variant) {
        return switch (variant) {
            case "8", "v8", "v8.0" -> "";
            case "9", "9.0", "v9.0" -> "v9";
            default -> variant;
        };
    }

    private static String armVariant(String variant) {
        return switch (variant) {
            case "", "7" -> "v7";
            case "5", "6", "8" -> "v" + variant;
            default -> variant;
        };
    }

    private static Platform with(Platform platform, String architecture, String variant) {
        return new Platform(platform.os(), architecture, variant, platform.osVersion());
    }
}
