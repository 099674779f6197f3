package dev.varve.storage.zfs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `info` shows, in dockerd's words.
record ZfsStatus(ZfsParent parent) {
    private static final Map<String, String> PROPERTIES = new LinkedHashMap<>();

    static {
        PROPERTIES.put("used", "Space Used By Parent");
        PROPERTIES.put("available", "Space Available");
        PROPERTIES.put("quota", "Parent Quota");
        PROPERTIES.put("compression", "Compression");
    }

    Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Zpool", parent.pool());
        rows.put("Zpool Health", health());
        rows.put("Parent Dataset", parent.name());
        Map<String, String> values = values();
        PROPERTIES.forEach(
                (property, row) -> rows.put(row, values.getOrDefault(property, "not available")));
        rows.computeIfPresent("Parent Quota", (_, quota) -> quota.equals("0") ? "no" : quota);
        return rows;
    }

    private String health() {
        try {
            return parent.command().zpool("list", "-H", "-o", "health", parent.pool()).strip();
        } catch (IOException e) {
            return "not available";
        }
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        String names = String.join(",", List.copyOf(PROPERTIES.keySet()));
        try {
            String text =
                    parent.command()
                            .zfs("get", "-Hp", "-o", "property,value", names, parent.name());
            for (String line : text.lines().toList()) {
                String[] fields = line.split("\t", 2);
                if (fields.length == 2) {
                    values.put(fields[0], fields[1]);
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return values;
    }
}
