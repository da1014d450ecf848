using System.Diagnostics;
using RealtimeHub.Load.Targets;
using RealtimeHub.Load.Tests.Wires;

namespace RealtimeHub.Load.Tests.Targets;

public sealed class ServerUsageTests
{
    // It says who it is, and so that it runs.
    private const string Child = "echo $$; while :; do sleep 60; done";

    [Fact]
    public void A_line_of_the_kernel_is_read_whatever_the_process_is_called()
    {
        const string line = "1234 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 250 50 30 20 20 0 30 0 999 123456 1000 18446744073709551615 0";
        var stat = ProcessStat.Parse(line);
        Assert.Equal((2.5, 0.5), (stat.Cpu.User.TotalSeconds, stat.Cpu.System.TotalSeconds));
        Assert.Equal((0.3, 0.2), (stat.OfEndedChildren.User.TotalSeconds, stat.OfEndedChildren.System.TotalSeconds));
        Assert.Equal(1_000L * Environment.SystemPageSize, stat.MemoryBytes);
    }

    [Fact]
    public void This_process_uses_what_the_runtime_says_it_uses()
    {
        const double tick = 0.02;
        using var me = Process.GetCurrentProcess();
        var before = me.TotalProcessorTime.TotalSeconds;
        var stat = ProcessStat.TryRead(me.Id)!.Value;
        me.Refresh();
        Assert.InRange(stat.Cpu.Total.TotalSeconds, before - tick, me.TotalProcessorTime.TotalSeconds + tick);
        Assert.InRange(stat.MemoryBytes, me.WorkingSet64 / 2, me.WorkingSet64 * 2);
    }

    [Fact]
    public async Task What_the_children_of_a_process_hold_counts_for_it()
    {
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", $"sh -c '{Child}' & wait"]) { RedirectStandardOutput = true })!;
        try
        {
            var child = int.Parse((await parent.StandardOutput.ReadLineAsync(Patience.Token))!, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Contains(child, ProcessTree.Of(parent.Id));
            var usage = new ServerUsage(parent.Id);

            // The kernel adds up pages some dozens at a time: a small process may seem to have none for a moment.
            await FleetWaits.UntilAsync(() => usage.Read().MemoryBytes > ProcessStat.TryRead(parent.Id)!.Value.MemoryBytes, () => $"{usage.Read()}");
        }
        finally
        {
            parent.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_process_that_does_not_exist_is_said_so() => Assert.Throws<LoadException>(() => new ServerUsage(int.MaxValue));

    [Fact]
    public void The_machine_is_described_by_what_the_kernel_says()
    {
        var machine = MachineDescription.Read(new Pinning());
        Assert.NotEmpty(machine.Cpu);
        Assert.True(machine.Cores >= 1 && machine.MemoryBytes > 1 << 28);
        Assert.StartsWith(".NET", machine.Runtime, StringComparison.Ordinal);
    }
}
