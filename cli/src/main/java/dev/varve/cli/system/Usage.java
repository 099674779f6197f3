package dev.varve.cli.system;

import static dev.varve.cli.json.JsonFields.list;
import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;
import static dev.varve.cli.json.JsonFields.truth;

import dev.varve.cli.output.HumanSize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What `GET /system/df` answers, counted as docker's client counts it.
record Usage(Map<?, ?> json) {
    private static final Set<String> ACTIVE = Set.of("running", "paused", "restarting");

    List<UsageLine> lines() {
        return List.of(images(), containers(), volumes(), buildCache());
    }

    List<Map<?, ?>> elements(String field) {
        List<Map<?, ?>> elements = new ArrayList<>();
        for (Object element : list(json.get(field))) {
            elements.add(map(element));
        }
        return elements;
    }

    private UsageLine images() {
        long used = 0;
        long active = 0;
        List<Map<?, ?>> images = elements("Images");
        for (Map<?, ?> image : images) {
            active += number(image.get("Containers")) > 0 ? 1 : 0;
            long size = number(image.get("Size"));
            long shared = number(image.get("SharedSize"));
            if (number(image.get("Containers")) != 0 && size != -1 && shared != -1) {
                used += size - shared;
            }
        }
        long all = number(json.get("LayersSize"));
        return new UsageLine(
                "Images", images.size(), active, HumanSize.four(all), share(all - used, all));
    }

    private UsageLine containers() {
        long all = 0;
        long free = 0;
        long active = 0;
        List<Map<?, ?>> containers = elements("Containers");
        for (Map<?, ?> container : containers) {
            boolean runs = ACTIVE.contains(text(container.get("State")));
            active += runs ? 1 : 0;
            free += runs ? 0 : number(container.get("SizeRw"));
            all += number(container.get("SizeRw"));
        }
        return new UsageLine(
                "Containers", containers.size(), active, HumanSize.four(all), share(free, all));
    }

    private UsageLine volumes() {
        long all = 0;
        long free = 0;
        long active = 0;
        List<Map<?, ?>> volumes = elements("Volumes");
        for (Map<?, ?> volume : volumes) {
            Map<?, ?> usage = map(volume.get("UsageData"));
            boolean used = number(usage.get("RefCount")) > 0;
            active += used ? 1 : 0;
            long size = Math.max(0, number(usage.get("Size")));
            all += size;
            free += number(usage.get("RefCount")) == 0 ? size : 0;
        }
        return new UsageLine(
                "Local Volumes", volumes.size(), active, HumanSize.four(all), share(free, all));
    }

    private UsageLine buildCache() {
        long active = 0;
        long inUse = 0;
        List<Map<?, ?>> records = elements("BuildCache");
        for (Map<?, ?> record : records) {
            active += truth(record.get("InUse")) ? 1 : 0;
            inUse +=
                    truth(record.get("InUse")) && !truth(record.get("Shared"))
                            ? number(record.get("Size"))
                            : 0;
        }
        long all = buildCacheSize();
        return new UsageLine(
                "Build Cache",
                records.size(),
                active,
                HumanSize.four(all),
                HumanSize.four(all - inUse));
    }

    long buildCacheSize() {
        long size = 0;
        for (Map<?, ?> record : elements("BuildCache")) {
            size += truth(record.get("Shared")) ? 0 : number(record.get("Size"));
        }
        return size;
    }

    private static String share(long part, long all) {
        return all > 0
                ? HumanSize.four(part) + " (" + part * 100 / all + "%)"
                : HumanSize.four(part);
    }
}
