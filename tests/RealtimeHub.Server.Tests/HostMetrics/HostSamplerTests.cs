using RealtimeHub.Server.Sources.HostMetrics;
using RealtimeHub.Server.Sources.HostMetrics.Proc;

namespace RealtimeHub.Server.Tests.HostMetrics;

public sealed class HostSamplerTests
{
    private static readonly HostSnapshot Nothing = new(DateTimeOffset.UnixEpoch, 0);

    [Fact]
    public void Cpu_is_the_busy_share_of_the_time_between()
    {
        var sample = Sample(Cpu(new(100, 900), new(50, 450), new(50, 450)), Cpu(new(150, 1_050), new(100, 450), new(50, 600)));

        Assert.Equal(25, sample.Cpu!.Total);
        Assert.Equal([100, 0], sample.Cpu.Cores);
    }

    [Fact]
    public void Cpu_has_one_digit_after_the_point()
    {
        var sample = Sample(Cpu(new(0, 0), new CpuTimes(0, 0)), Cpu(new(1, 2), new CpuTimes(2, 1)));

        Assert.Equal(33.3, sample.Cpu!.Total);
        Assert.Equal([66.7], sample.Cpu.Cores);
    }

    [Fact]
    public void Cpu_is_skipped_when_a_counter_went_back()
    {
        Assert.Null(Sample(Cpu(new(100, 0), new CpuTimes(100, 0)), Cpu(new(99, 1), new CpuTimes(100, 1))).Cpu);
        Assert.Null(Sample(Cpu(new(100, 0), new CpuTimes(100, 0)), Cpu(new(101, 1), new CpuTimes(99, 1))).Cpu);
    }

    [Fact]
    public void Cpu_bears_idle_time_that_is_counted_back()
    {
        var sample = Sample(Cpu(new(100, 1_000), new CpuTimes(100, 1_000)), Cpu(new(110, 999), new CpuTimes(110, 999)));

        Assert.Equal(100, sample.Cpu!.Total);
    }

    [Fact]
    public void Memory_used_is_what_is_not_available()
    {
        var sample = Sample(Nothing, Nothing with { Memory = new MemoryState(1_000, 600, 300, 50, 20) });

        Assert.Equal(new MemorySample(2_000, 1_000, 400, 600, 300, 50, 30), sample.Memory);
    }

    [Fact]
    public void Network_is_bytes_per_second_of_all_and_of_each()
    {
        var sample = Sample(Network(new("eth0", 1_000, 10), new("eth1", 0, 0)), Network(new("eth0", 3_000, 30), new("eth1", 2, 4)));

        Assert.Equal((1_001, 12), (sample.Network!.ReceivedBytesPerSecond, sample.Network.SentBytesPerSecond));
        Assert.Equal([new InterfaceSample("eth0", 1_000, 10), new InterfaceSample("eth1", 1, 2)], sample.Network.Interfaces);
    }

    [Fact]
    public void A_device_that_is_new_or_was_reset_is_left_out_once()
    {
        var sample = Sample(Network(new("reset", 10, 10), new("old", 0, 0)), Network(new("reset", 9, 20), new("old", 2, 2), new("new", 99, 99)));

        Assert.Equal(["old"], sample.Network!.Interfaces.Select(one => one.Name));
        Assert.Equal(1, sample.Network.ReceivedBytesPerSecond);
    }

    [Fact]
    public void Only_the_busiest_devices_are_listed_but_all_are_counted()
    {
        var before = Nothing with { Disks = [new("a", 0, 0), new("b", 0, 0), new("c", 0, 0)] };
        var after = Nothing with { Disks = [new("a", 2, 0), new("b", 0, 40), new("c", 20, 0)] };

        var disk = HostSampler.Between(before, after, TimeSpan.FromSeconds(2), maxDevices: 2).Disk!;

        Assert.Equal(["b", "c"], disk.Devices.Select(device => device.Name));
        Assert.Equal((11, 20), (disk.ReadBytesPerSecond, disk.WrittenBytesPerSecond));
    }

    [Fact]
    public void Without_time_between_there_is_no_rate() =>
        Assert.Empty(DeviceRates.Between([new("a", 0, 0)], [new("a", 5, 5)], TimeSpan.Zero));

    [Fact]
    public void What_the_machine_does_not_have_is_not_published() =>
        Assert.Equal(new HostSample(null, null, null, null), Sample(Nothing, Nothing));

    private static HostSample Sample(HostSnapshot before, HostSnapshot after) => HostSampler.Between(
        before, after with { Time = DateTimeOffset.UnixEpoch.AddSeconds(2) }, TimeSpan.FromSeconds(2), maxDevices: 64);

    private static HostSnapshot Cpu(CpuTimes total, params CpuTimes[] cores) => Nothing with
    {
        Cpu = new CpuCounters(total, cores.Index().ToDictionary(core => core.Index, core => core.Item)),
        Load = [1, 2, 3],
    };

    private static HostSnapshot Network(params DeviceCounters[] interfaces) => Nothing with { Network = interfaces };
}
