package dev.varve.oci;

import java.util.List;
import java.util.Set;

/// The micro-architecture level of an amd64 processor. Source: x86-64 psABI, "Micro-Architecture
/// Levels"; names of the flags as in Linux's `/proc/cpuinfo`.
final class CpuLevel {
    private static final List<Set<String>> LEVELS =
            List.of(
                    flags("cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3"),
                    flags("avx avx2 bmi1 bmi2 f16c fma abm movbe xsave"),
                    flags("avx512f avx512bw avx512cd avx512dq avx512vl"));

    private CpuLevel() {}

    /// `v4` to `v2`, or "" for the first level.
    static String amd64Variant(String cpuInfo) {
        Set<String> found =
                cpuInfo.lines()
                        .filter(line -> line.startsWith("flags"))
                        .findFirst()
                        .map(line -> flags(line.substring(line.indexOf(':') + 1).strip()))
                        .orElse(Set.of());
        int level = 1;
        for (Set<String> needed : LEVELS) {
            if (!found.containsAll(needed)) {
                break;
            }
            level++;
        }
        return level == 1 ? "" : "v" + level;
    }

    private static Set<String> flags(String text) {
        return Set.copyOf(List.of(text.split("\\s+")));
    }
}
