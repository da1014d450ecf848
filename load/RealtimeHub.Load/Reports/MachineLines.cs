namespace RealtimeHub.Load.Reports;

/// <summary>A machine in words.</summary>
internal static class MachineLines
{
    public static IEnumerable<(string Name, string Value)> Of(Machine machine) =>
    [
        ("processor", $"{machine.Cpu}, {machine.Cores} cores"),
        ("memory", Show.Bytes(machine.MemoryBytes)),
        ("system", machine.System),
        ("kernel", machine.Kernel),
        ("runtime", machine.Runtime),
        ("pinning", machine.Pinning),
    ];
}
