using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Transport.Tests.Fuzzing;
using RealtimeHub.Transport.Tests.Hubs;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Http;

/// <summary>A process that may open no file any more.</summary>
[Collection(nameof(AloneCollection))]
public sealed partial class OutOfDescriptorsTests
{
    private const int LimitOfFiles = 7;
    private const int NoDescriptors = 3002;

    [Fact]
    public async Task Open_connections_are_served_and_new_ones_as_soon_as_there_is_room()
    {
        var clock = new FakeTimeProvider();
        await using var app = (await HubApp.StartAsync(addServices: services => services.AddSingleton<TimeProvider>(clock))).Allows(NoDescriptors);

        // Whatever needs a file for itself, such as an assembly, has it before there is none left.
        using (var first = await ConnectAsync(app)) await UpgradeAsync(first, app);
        using var open = await app.OpenRawAsync();
        await open.ExpectEchoAsync("before");
        using var late = NewSocket();

        using (FullProcess.Fill())
        {
            await late.ConnectAsync(app.Address.Host, app.Address.Port, Patience.Token);
            await Eventually.TrueAsync(() => app.Log.Entries.Any(entry => entry.EventId == NoDescriptors));
            await open.ExpectEchoAsync("meanwhile");
        }

        var upgraded = UpgradeAsync(late, app);
        while (!upgraded.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 101", await upgraded, StringComparison.Ordinal);
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static async Task<Socket> ConnectAsync(DirectApp app)
    {
        var socket = NewSocket();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port, Patience.Token);
        return socket;
    }

    private static async Task<string> UpgradeAsync(Socket socket, DirectApp app)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(RawClient.UpgradeRequest("/hub")), Patience.Token);
        var buffer = new byte[1_024];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Patience.Token));
    }

    /// <summary>Leaves the process no descriptor, until it is disposed of.</summary>
    private sealed partial class FullProcess : IDisposable
    {
        private readonly Limits _before;
        private readonly List<FileStream> _files = [];

        private FullProcess()
        {
            Assert.Equal(0, GetLimit(LimitOfFiles, out _before));
            var highest = Directory.GetFileSystemEntries("/proc/self/fd").Max(entry => int.Parse(Path.GetFileName(entry), System.Globalization.CultureInfo.InvariantCulture));
            var tight = _before with { Soft = (ulong)highest + 1 };
            Assert.Equal(0, SetLimit(LimitOfFiles, in tight));
        }

        public static FullProcess Fill()
        {
            var full = new FullProcess();
            try
            {
                while (true) full._files.Add(new FileStream("/dev/null", FileMode.Open, FileAccess.Read));
            }
            catch (IOException)
            {
                return full;
            }
        }

        public void Dispose()
        {
            _ = SetLimit(LimitOfFiles, in _before);
            foreach (var file in _files) file.Dispose();
        }

        [LibraryImport("libc", EntryPoint = "getrlimit")]
        private static partial int GetLimit(int resource, out Limits limits);

        [LibraryImport("libc", EntryPoint = "setrlimit")]
        private static partial int SetLimit(int resource, in Limits limits);

        [StructLayout(LayoutKind.Sequential)]
        private readonly record struct Limits(ulong Soft, ulong Hard);
    }
}
