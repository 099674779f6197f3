package dev.varve.cli.system;

import static dev.varve.cli.json.JsonFields.list;
import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;
import static dev.varve.cli.json.JsonFields.texts;
import static dev.varve.cli.json.JsonFields.truth;

import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.HumanSize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What `info` shows of the daemon, in docker's order and words.
final class InfoText {
    private final Map<?, ?> info;
    private final boolean debug;
    private final StringBuilder out = new StringBuilder();

    private InfoText(Map<?, ?> info, boolean debug) {
        this.info = info;
        this.debug = debug;
    }

    static String of(Map<?, ?> info, boolean debug, String user) {
        InfoText text = new InfoText(info, debug);
        text.storage();
        text.plugins();
        text.runtimes();
        text.machine();
        text.rest(user);
        return text.out.toString();
    }

    private void storage() {
        line(" Containers: ", number(info.get("Containers")));
        line("  Running: ", number(info.get("ContainersRunning")));
        line("  Paused: ", number(info.get("ContainersPaused")));
        line("  Stopped: ", number(info.get("ContainersStopped")));
        line(" Images: ", number(info.get("Images")));
        unlessEmpty(" Server Version: ", "ServerVersion");
        unlessEmpty(" Storage Driver: ", "Driver");
        pairs("  ", "DriverStatus");
        pairs(" ", "SystemStatus");
        unlessEmpty(" Logging Driver: ", "LoggingDriver");
        unlessEmpty(" Cgroup Driver: ", "CgroupDriver");
        unlessEmpty(" Cgroup Version: ", "CgroupVersion");
    }

    private void pairs(String indent, String field) {
        for (Object pair : list(info.get(field))) {
            List<String> words = texts(pair);
            if (words.size() == 2) {
                line(indent + Escaped.line(words.getFirst()) + ": ", words.get(1));
            }
        }
    }

    private void plugins() {
        Map<?, ?> plugins = map(info.get("Plugins"));
        line(" Plugins:", "");
        line("  Volume: ", String.join(" ", texts(plugins.get("Volume"))));
        line("  Network: ", String.join(" ", texts(plugins.get("Network"))));
        if (!texts(plugins.get("Authorization")).isEmpty()) {
            line("  Authorization: ", String.join(" ", texts(plugins.get("Authorization"))));
        }
        line("  Log: ", String.join(" ", texts(plugins.get("Log"))));
        items(" CDI spec directories:", texts(info.get("CDISpecDirs")));
        List<String> devices = new ArrayList<>();
        for (Object device : list(info.get("DiscoveredDevices"))) {
            devices.add(text(map(device).get("Source")) + ": " + text(map(device).get("ID")));
        }
        items(" Discovered Devices:", devices);
        line(" Swarm: ", text(map(info.get("Swarm")).get("LocalNodeState")));
    }

    private void items(String title, List<String> items) {
        if (!items.isEmpty()) {
            line(title, "");
            items.forEach(item -> line("  ", item));
        }
    }

    private void runtimes() {
        Map<?, ?> runtimes = map(info.get("Runtimes"));
        if (!runtimes.isEmpty()) {
            List<String> names = new ArrayList<>();
            runtimes.keySet().forEach(name -> names.add(text(name)));
            line(" Runtimes: ", String.join(" ", names));
            line(" Default Runtime: ", text(info.get("DefaultRuntime")));
        }
        if (!text(info.get("OSType")).equals("linux")) {
            return;
        }
        line(" Init Binary: ", text(info.get("InitBinary")));
        line(" containerd version: ", text(map(info.get("ContainerdCommit")).get("ID")));
        line(" runc version: ", text(map(info.get("RuncCommit")).get("ID")));
        line(" init version: ", text(map(info.get("InitCommit")).get("ID")));
        List<String> security = texts(info.get("SecurityOptions"));
        if (!security.isEmpty()) {
            line(" Security Options:", "");
            security.forEach(this::security);
        }
    }

    /// `name=seccomp,profile=builtin`
    private void security(String option) {
        for (String part : option.split(",")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? "name" : part.substring(0, equals);
            String value = part.substring(equals + 1);
            switch (key) {
                case "name" -> line("  ", value);
                case "profile" -> line("   Profile: ", value);
                default -> {}
            }
        }
    }

    private void machine() {
        unlessEmpty(" Kernel Version: ", "KernelVersion");
        unlessEmpty(" Operating System: ", "OperatingSystem");
        unlessEmpty(" OSType: ", "OSType");
        unlessEmpty(" Architecture: ", "Architecture");
        line(" CPUs: ", number(info.get("NCPU")));
        line(" Total Memory: ", HumanSize.binary(number(info.get("MemTotal"))));
        unlessEmpty(" Name: ", "Name");
        unlessEmpty(" ID: ", "ID");
        line(" Docker Root Dir: ", text(info.get("DockerRootDir")));
        line(" Debug Mode: ", truth(info.get("Debug")));
        if (debug || truth(info.get("Debug"))) {
            line("  File Descriptors: ", number(info.get("NFd")));
            line("  Goroutines: ", number(info.get("NGoroutines")));
            line("  System Time: ", text(info.get("SystemTime")));
            line("  EventsListeners: ", number(info.get("NEventsListener")));
        }
    }

    private void rest(String user) {
        unlessEmpty(" HTTP Proxy: ", "HttpProxy");
        unlessEmpty(" HTTPS Proxy: ", "HttpsProxy");
        unlessEmpty(" No Proxy: ", "NoProxy");
        if (!user.isEmpty()) {
            line(" Username: ", user);
        }
        items(" Labels:", texts(info.get("Labels")));
        line(" Experimental: ", truth(info.get("ExperimentalBuild")));
        registries(map(info.get("RegistryConfig")));
        line(" Live Restore Enabled: ", truth(info.get("LiveRestoreEnabled")));
        unlessEmpty(" Product License: ", "ProductLicense");
        List<?> pools = list(info.get("DefaultAddressPools"));
        if (!pools.isEmpty()) {
            line(" Default Address Pools:", "");
            for (Object pool : pools) {
                String base = text(map(pool).get("Base"));
                line("   Base: ", base + ", Size: " + number(map(pool).get("Size")));
            }
        }
        out.append('\n');
    }

    private void registries(Map<?, ?> config) {
        List<String> insecure = new ArrayList<>();
        map(config.get("IndexConfigs"))
                .forEach((name, index) -> {
                    if (!truth(map(index).get("Secure"))) {
                        insecure.add(text(map(index).get("Name")));
                    }
                });
        List<String> ranges = texts(config.get("InsecureRegistryCIDRs"));
        if (!ranges.isEmpty() || !map(config.get("IndexConfigs")).isEmpty()) {
            line(" Insecure Registries:", "");
            insecure.forEach(name -> line("  ", name));
            ranges.forEach(range -> line("  ", range));
        }
        items(" Registry Mirrors:", texts(config.get("Mirrors")));
    }

    private void unlessEmpty(String label, String field) {
        if (!text(info.get(field)).isEmpty()) {
            line(label, text(info.get(field)));
        }
    }

    private void line(String label, Object value) {
        out.append(label).append(Escaped.line(String.valueOf(value))).append('\n');
    }
}
