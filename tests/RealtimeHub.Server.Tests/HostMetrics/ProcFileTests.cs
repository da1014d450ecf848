using RealtimeHub.Server.Sources.HostMetrics.Proc;

namespace RealtimeHub.Server.Tests.HostMetrics;

public sealed class ProcFileTests
{
    [Fact]
    public void Load_averages_are_the_first_three_numbers() =>
        Assert.Equal([0.51, 12.44, 0.3], ProcLoadAverage.Parse("0.51 12.44 0.30 1/88 6999\n"u8));

    [Fact]
    public void Memory_is_in_bytes_and_takes_only_whole_names()
    {
        var memory = ProcMemory.Parse(
            "MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable: 600 kB\nCached: 300 kB\nSwapCached: 7 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\n"u8);

        Assert.Equal(new MemoryState(1_024_000, 614_400, 307_200, 51_200, 20_480), memory);
    }

    [Fact]
    public void Memory_without_a_total_is_refused() =>
        Assert.Throws<FormatException>(() => ProcMemory.Parse("Cached: 300 kB\n"u8));

    [Fact]
    public void Interfaces_are_read_after_the_headings_even_without_a_space_after_the_colon()
    {
        var interfaces = ProcNetwork.Parse(
            """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:    3293      31    0    0    0     0          0         0     3293      31    0    0    0     0       0          0
              eth0:18446744073709551615 16373 0 0 0 0 0 0 1261681 9663 0 0 0 0 0 0
            """u8);

        Assert.Equal([new("lo", 3_293, 3_293), new("eth0", ulong.MaxValue, 1_261_681)], interfaces);
    }

    [Fact]
    public void Disks_are_whole_physical_devices()
    {
        var disks = ProcDisks.Parse(
            """
               1       0 ram0 1 1 1 1 1 1 1 1 0 0 0
               7       0 loop0 1 1 1 1 1 1 1 1 0 0 0
             254       0 vda 34841 9002 3002330 26514 23229 28318 3233056 17014 0 18872 44799 8192 68 583880 1054 3001 216
             254       1 vda1 1 1 1 1 1 1 1 1 0 0 0
             259       0 nvme0n1 1 0 10 1 1 0 20 1 0 0 0
             259       1 nvme0n1p1 1 0 10 1 1 0 20 1 0 0 0
             259       2 nvme0n10 1 0 2 1 1 0 4 1 0 0 0
               8       0 sda 1 0 1 1 1 0 1 1 0 0 0
               8      16 sdab 1 0 1 1 1 0 1 1 0 0 0
             253       0 dm-0 1 1 1 1 1 1 1 1 0 0 0
             252       0 zram0 1 1 1 1 1 1 1 1 0 0 0
            """u8);

        Assert.Equal(["vda", "nvme0n1", "nvme0n10", "sda", "sdab"], disks.Select(disk => disk.Name));
        Assert.Equal(new DeviceCounters("vda", 3_002_330UL * 512, 3_233_056UL * 512), disks[0]);
    }
}
