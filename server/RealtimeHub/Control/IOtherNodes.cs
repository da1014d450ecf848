using RealtimeHub.Contracts;

namespace RealtimeHub.Control;

/// <summary>The other nodes of the cluster.</summary>
internal interface IOtherNodes
{
    /// <summary>Asks all of them, and waits for their answers for a while. What <see cref="NodeRequests"/> does on each of them is the answer.</summary>
    /// <returns>The answers that came, and the nodes from which none came in time.</returns>
    Task<NodeAnswers<T>> AskAsync<T>(string what, params string[] arguments);

    /// <summary>Who is there, this node included.</summary>
    IReadOnlyList<NodeSummary> Nodes { get; }

    /// <summary>Makes a revocation count on all nodes, also on those that come later.</summary>
    /// <returns>Why it counts on this node alone at the moment; <see cref="ErrorCode.None"/> when it counts on all.</returns>
    Task<ErrorCode> ShareAsync(RevocationRequest revocation);
}

/// <summary>What the other nodes answered.</summary>
/// <param name="Answers">What each said.</param>
/// <param name="Silent">Those that did not answer in time.</param>
internal sealed record NodeAnswers<T>(IReadOnlyList<T> Answers, IReadOnlyList<string> Silent)
{
    public static NodeAnswers<T> Nobody { get; } = new([], []);
}

/// <summary>A node, as operators see it.</summary>
internal sealed record NodeSummary(string Id, string Host, DateTimeOffset Started, long Connections, long Subscriptions, int Topics, double CpuPercent, long MemoryBytes, bool IsThis);
