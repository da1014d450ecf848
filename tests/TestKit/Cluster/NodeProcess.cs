using System.Net;
using RealtimeHub.TestKit.Processes;

namespace RealtimeHub.TestKit.Cluster;

/// <summary>The real server, as in production, as a process of its own on a port that it keeps.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    /// <summary>A key that may do everything.</summary>
    public const string Key = "c1u5-one-key-for-the-tests-of-nodes";

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    // A node that lives for seconds has nothing of being compiled a second time, and starts in two thirds of the time without.
    private static readonly (string, string) CompileOnce = ("DOTNET_TieredCompilation", "0");

    private readonly string[] _arguments;
    private readonly HttpClient _http = new() { Timeout = AnswerLimit };
    private OwnProcess? _process;

    /// <param name="settings">Settings below <c>RealtimeHub</c>, such as <c>("Redis:CheckInterval", "00:00:01")</c>.</param>
    public NodeProcess(params IEnumerable<(string Name, string Value)> settings)
        : this("RealtimeHub.Server.dll", [], settings)
    {
    }

    /// <param name="program">What runs: the real server, or a program that adds something to it. It lies beside the tests.</param>
    /// <param name="arguments">What it is told besides.</param>
    /// <param name="settings">Settings below <c>RealtimeHub</c>.</param>
    public NodeProcess(string program, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> settings)
    {
        Address = new Uri($"http://127.0.0.1:{LoopbackPort.Next()}");
        _arguments =
        [
            Path.Combine(AppContext.BaseDirectory, program), "--environment", "Production", "--urls", Address.GetLeftPart(UriPartial.Authority),
            $"--RealtimeHub:Access:ApiKeys:0={Key}", "--RealtimeHub:Access:AnonymousSubscribers=true",
            .. settings.Select(setting => $"--RealtimeHub:{setting.Name}={setting.Value}"), .. arguments,
        ];
    }

    public Uri Address { get; }

    public Uri Hub => new(Address, Contracts.HubNames.Path);

    public NodeLog Log { get; } = new();

    /// <summary>The process that runs, or that ran last.</summary>
    public int ProcessId => _process!.Id;

    public bool IsRunning => _process is { HasEnded: false };

    /// <summary>Starts it and does not wait.</summary>
    public void Begin() => _process = OwnProcess.Start("dotnet", _arguments, Log.Add, Log.AddError, CompileOnce);

    /// <summary>Waits until it says that it is ready.</summary>
    public Task ReadyAsync() => _process!.ReadyAsync(IsReadyAsync, Log.ToString);

    public async Task StartAsync()
    {
        Begin();
        await ReadyAsync();
    }

    /// <summary>What <c>/health/ready</c> says; false when nobody answers.</summary>
    public Task<bool> IsReadyAsync() => IsWellAsync("/health/ready");

    /// <summary>Waits until it says that it lives, ready or not.</summary>
    public Task AliveAsync() => _process!.ReadyAsync(() => IsWellAsync("/health/live"), Log.ToString);

    private async Task<bool> IsWellAsync(string path)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address, path));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until it says that it is not ready.</summary>
    public Task<TimeSpan> UnreadyAsync(TimeSpan within) => Poll.UntilAsync(async () => !await IsReadyAsync(), within, () => $"{Address} is ready\n{Log}");

    /// <summary>Waits until it says again that it is ready.</summary>
    public Task<TimeSpan> ReadyAsync(TimeSpan within) => Poll.UntilAsync(IsReadyAsync, within, () => $"{Address} is not ready\n{Log}");

    /// <inheritdoc cref="OwnProcess.KillAsync"/>
    public Task KillAsync() => _process!.KillAsync();

    /// <inheritdoc cref="OwnProcess.TerminateAsync"/>
    public Task<int> TerminateAsync() => _process!.TerminateAsync();

    /// <inheritdoc cref="OwnProcess.EndsAsync"/>
    public Task<int> EndsAsync() => _process!.EndsAsync();

    /// <inheritdoc cref="OwnProcess.Freeze"/>
    public void Freeze() => _process!.Freeze();

    public void GoOn() => _process!.GoOn();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _http.Dispose();
    }
}
