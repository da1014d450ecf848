using System.Globalization;
using System.Net.Sockets;
using RealtimeHub.TestKit.Processes;

namespace RealtimeHub.TestKit.Redis;

/// <summary>A real redis-server on a port of its own, with a folder of its own: whatever can happen to one can be done to it.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private const int LinesShown = 20;
    private const int JunkSize = 1_024 * 1_024;
    private static readonly TimeSpan BusyLimit = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly Func<RedisProcess, IReadOnlyList<string>> _arguments;
    private OwnProcess? _process;

    private RedisProcess(Func<RedisProcess, IReadOnlyList<string>> arguments) => _arguments = arguments;

    public int Port { get; } = LoopbackPort.Next();

    public string Address => $"127.0.0.1:{Port}";

    public RedisDurability Durability { get; private set; }

    public bool IsRunning => _process is { HasEnded: false };

    private string LogFile => Path.Combine(_folder, "redis.log");

    /// <param name="settings">Words of the command line, such as <c>--maxmemory 10mb</c>.</param>
    public static Task<RedisProcess> StartAsync(params string[] settings) => StartAsync(redis => [.. redis.Settings(), .. settings]);

    /// <summary>A Sentinel that watches a master.</summary>
    public static Task<RedisProcess> StartSentinelAsync(string configuration) => StartAsync(redis =>
    {
        // It writes what it has learned into its file.
        var file = Path.Combine(redis._folder, "sentinel.conf");
        if (!File.Exists(file)) File.WriteAllText(file, $"port {redis.Port}\nbind 127.0.0.1\ndir {redis._folder}\nlogfile {redis.LogFile}\n{configuration}\n");
        return [file, "--sentinel"];
    });

    /// <summary>Starts it again, with what its disk has kept.</summary>
    public async Task StartAgainAsync(params string[] settings)
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = OwnProcess.Start("redis-server", [.. _arguments(this), .. settings], _ => { }, _ => { });
        await _process.ReadyAsync(AnswersAsync, Log);
    }

    public Task KillAsync() => _process!.KillAsync();

    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAgainAsync();
    }

    /// <summary>It answers nobody until it may go on; its connections stay.</summary>
    public void Freeze() => _process!.Freeze();

    public void GoOn() => _process!.GoOn();

    /// <exception cref="RespErrorException">Redis refused it.</exception>
    public async Task<RespValue> CallAsync(params string[] command)
    {
        using var connection = await RespConnection.OpenAsync(Port);
        return await connection.CallAsync(command);
    }

    public Task SetAsync(string name, string value) => CallAsync("CONFIG", "SET", name, value);

    /// <summary>Changes what is written to the disk from now on; all that is there is written first.</summary>
    public async Task KeepAsync(RedisDurability durability)
    {
        Durability = durability;
        if (durability == RedisDurability.Nothing)
        {
            await SetAsync("appendonly", "no");
            File.Delete(Path.Combine(_folder, "dump.rdb"));
            return;
        }

        await SetAsync("appendfsync", FsyncOf(durability));
        await SetAsync("appendonly", "yes");
        await Poll.UntilAsync(WritesAllAsync, BusyLimit, Log);
    }

    /// <summary>Writes all that it has to its disk once. Without <see cref="RedisDurability"/> that is what it has after a crash, whatever came later.</summary>
    public Task SaveAsync() => CallAsync("SAVE");

    /// <summary>Ends the connections on which somebody waits for messages.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> CutSubscribersAsync() => (await CallAsync("CLIENT", "KILL", "TYPE", "pubsub")).Number;

    /// <summary>Sends large messages that mean nothing until one of the subscribers is cut because it does not take them (<c>client-output-buffer-limit</c>).</summary>
    public async Task FloodASubscriberAwayAsync()
    {
        var junk = new string('x', JunkSize);
        using var connection = await RespConnection.OpenAsync(Port);
        string[] channels = [.. (await connection.CallAsync("PUBSUB", "CHANNELS")).Items.Select(channel => channel.Text)];
        var counts = (await connection.CallAsync(["PUBSUB", "NUMSUB", .. channels])).Items.Chunk(2);
        var (busiest, subscribers) = counts.Select(pair => (pair[0].Text, pair[1].Number)).MaxBy(channel => channel.Number);
        while ((await connection.CallAsync("PUBLISH", busiest, junk)).Number >= subscribers)
        {
        }
    }

    public Task ForgetScriptsAsync() => CallAsync("SCRIPT", "FLUSH");

    public Task ForgetEverythingAsync() => CallAsync("FLUSHALL");

    /// <summary>One line of what it says about itself, such as <c>used_memory</c>.</summary>
    public async Task<string> InfoAsync(string name)
    {
        var lines = (await CallAsync("INFO", "everything")).Text.Split("\r\n");
        return lines.First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..];
    }

    /// <summary>The end of its log.</summary>
    public string Log() => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(LinesShown)) : "it has written no log";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RedisProcess> StartAsync(Func<RedisProcess, IReadOnlyList<string>> arguments)
    {
        var redis = new RedisProcess(arguments);
        try
        {
            await redis.StartAgainAsync();
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    private static string FsyncOf(RedisDurability durability) => durability == RedisDurability.EverySecond ? "everysec" : "always";

    private List<string> Settings() =>
    [
        "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--logfile", LogFile, "--save", "",
        "--appendonly", Durability == RedisDurability.Nothing ? "no" : "yes", "--appendfsync", FsyncOf(Durability), "--enable-debug-command", "local",
    ];

    private async Task<bool> WritesAllAsync() =>
        await InfoAsync("aof_enabled") == "1" && await InfoAsync("aof_rewrite_in_progress") == "0" && await InfoAsync("aof_rewrite_scheduled") == "0";

    /// <summary>While it reads its files it answers with an error.</summary>
    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await CallAsync("PING")).Text == "PONG";
        }
        catch (Exception e) when (e is SocketException or IOException or RespErrorException)
        {
            return false;
        }
    }
}
