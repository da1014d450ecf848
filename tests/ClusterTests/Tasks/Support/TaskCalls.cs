using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.Contracts;
using TaskNode;

namespace ClusterTests.Tasks.Support;

/// <summary>Asks nodes over HTTP, and asks the next one when one has no answer.</summary>
/// <param name="nodes">All of them.</param>
internal sealed class TaskCalls(IReadOnlyList<Uri> nodes) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { Timeout = AnswerLimit, DefaultRequestHeaders = { { "X-API-Key", NodeProcess.Key } } };
    private long _refusals;
    private long _silences;

    /// <summary>How often a node said that it could not do it at the moment.</summary>
    public long Refusals => Interlocked.Read(ref _refusals);

    /// <summary>How often there was no answer.</summary>
    public long Silences => Interlocked.Read(ref _silences);

    /// <param name="node">The node that is asked first.</param>
    /// <param name="kind">The kind of task.</param>
    /// <param name="args">What it is to do.</param>
    /// <param name="key">Its key.</param>
    /// <param name="idempotencyKey">What makes it one start, however often it is sent.</param>
    /// <returns>The task.</returns>
    public async Task<TaskReport> StartAsync(int node, string kind, ChoreArgs args, string key, string idempotencyKey) => (await AskAsync(node, address =>
        new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"/v1/tasks/{kind}?key={key}"))
        {
            Content = JsonContent.Create(args, options: WireJson.Options), Headers = { { "Idempotency-Key", idempotencyKey } },
        }))!;

    /// <returns>The task as it is then; null when there is none.</returns>
    public Task<TaskReport?> CancelAsync(int node, string id) => AskAsync(node, address => new HttpRequestMessage(HttpMethod.Delete, new Uri(address, $"/v1/tasks/{id}")));

    public Task<TaskReport?> FindAsync(int node, string id) => AskAsync(node, address => new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"/v1/tasks/{id}")));

    /// <summary>All tasks that were accepted since a time, the newest first.</summary>
    public async Task<List<TaskReport>> ListAsync(DateTimeOffset since)
    {
        var (found, cursor) = (new List<TaskReport>(), "");
        while (true)
        {
            var page = (await _http.GetFromJsonAsync<JsonElement>(new Uri(nodes[0], $"/v1/tasks?limit=1000{cursor}")))!;
            var tasks = page.GetProperty("tasks").Deserialize<List<TaskReport>>(WireJson.Options)!;
            found.AddRange(tasks.TakeWhile(task => task.Created >= since));
            if (page.GetProperty("cursor").GetString() is not { } next || tasks[^1].Created < since) return found;
            cursor = $"&cursor={next}";
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<TaskReport?> AskAsync(int node, Func<Uri, HttpRequestMessage> request)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var tries = new PeriodicTimer(Pause, TimeProvider.System);
        do
        {
            var (isAnswered, report) = await TryAskAsync(nodes[node++ % nodes.Count], request);
            if (isAnswered) return report;
        }
        while (await tries.WaitForNextTickAsync(limit.Token));
        throw new InvalidOperationException("The timer has ended.");
    }

    private async Task<(bool IsAnswered, TaskReport? Report)> TryAskAsync(Uri node, Func<Uri, HttpRequestMessage> make)
    {
        using var request = make(node);
        try
        {
            using var answer = await _http.SendAsync(request);
            if (answer.IsSuccessStatusCode) return (true, await answer.Content.ReadFromJsonAsync<TaskReport>(WireJson.Options));
            if (answer.StatusCode == HttpStatusCode.NotFound) return (true, null);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) throw new InvalidOperationException($"{request.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            Interlocked.Increment(ref _refusals);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            Interlocked.Increment(ref _silences);
        }

        return (false, null);
    }
}
