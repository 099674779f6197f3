package dev.varve.cli.shape;

import dev.varve.cli.template.StructType;

/// What `info` shows: what `GET /info` answers, and the client's part.
public final class InfoShape {
    private static final String TYPES =
            """
            @system.dockerInfo
            ID:s Containers:i ContainersRunning:i ContainersPaused:i ContainersStopped:i Images:i
            Driver:s DriverStatus:[][]s SystemStatus?:[][]s Plugins:system.PluginsInfo MemoryLimit:b
            SwapLimit:b KernelMemory?:b KernelMemoryTCP?:b CPUCfsPeriod=CpuCfsPeriod:b
            CPUCfsQuota=CpuCfsQuota:b CPUShares:b CPUSet:b PidsLimit:b IPv4Forwarding:b Debug:b NFd:i
            OomKillDisable:b NGoroutines:i SystemTime:s LoggingDriver:s CgroupDriver:s
            CgroupVersion?:s NEventsListener:i KernelVersion:s OperatingSystem:s OSVersion:s OSType:s
            Architecture:s IndexServerAddress:s RegistryConfig:*registry.ServiceConfig NCPU:i
            MemTotal:i GenericResources:[]a DockerRootDir:s HTTPProxy=HttpProxy:s
            HTTPSProxy=HttpsProxy:s NoProxy:s Name:s Labels:[]s ExperimentalBuild:b ServerVersion:s
            Runtimes:{}system.RuntimeWithStatus DefaultRuntime:s Swarm:swarm.Info
            LiveRestoreEnabled:b Isolation:s InitBinary:s ContainerdCommit:system.Commit
            RuncCommit:system.Commit InitCommit:system.Commit SecurityOptions:[]s ProductLicense?:s
            DefaultAddressPools?:[]system.NetworkAddressPool FirewallBackend?:*system.FirewallInfo
            CDISpecDirs:[]s DiscoveredDevices?:[]a Containerd?:*system.ContainerdInfo Warnings:[]s
            ServerErrors?:[]s ClientInfo?:*system.clientInfo ClientErrors?:[]s

            @system.PluginsInfo
            Volume:[]s Network:[]s Authorization:[]s Log:[]s

            @registry.ServiceConfig
            AllowNondistributableArtifactsCIDRs?:[]s AllowNondistributableArtifactsHostnames?:[]s
            InsecureRegistryCIDRs:[]s IndexConfigs:{}*registry.IndexInfo Mirrors:[]s

            @registry.IndexInfo
            Name:s Mirrors:[]s Secure:b Official:b

            @system.RuntimeWithStatus
            Path=path?:s Args=runtimeArgs?:[]s Type=runtimeType?:s Options=options?:{}a
            Status=status?:{}s

            @swarm.Info
            NodeID:s NodeAddr:s LocalNodeState:s ControlAvailable:b Error:s RemoteManagers:[]a
            Nodes?:i Managers?:i Cluster?:*a Warnings?:[]s

            @system.Commit
            ID:s Expected?:s

            @system.NetworkAddressPool
            Base:s Size:i

            @system.FirewallInfo
            Driver:s Info?:[][]s

            @system.ContainerdInfo
            Address?:s Namespaces:system.ContainerdNamespaces

            @system.ContainerdNamespaces
            Containers:s Plugins:s

            @system.clientInfo
            Debug:b Platform?:*a Version?:s APIVersion=ApiVersion?:s DefaultAPIVersion?:s
            GitCommit?:s GoVersion?:s JavaVersion?:s Os?:s Arch?:s BuildTime?:s Context:s Plugins:[]a
            Warnings:[]s
            """;

    private InfoShape() {}

    public static StructType type() {
        return StructType.of(TYPES, "system.dockerInfo");
    }
}
