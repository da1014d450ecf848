using System.Text.Json;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using Xunit;

namespace RealtimeHub.Tests.Presence.Support;

/// <summary>A client that follows a topic, keeps what it is told of the others, and may stop reading.</summary>
internal sealed class Follower : IClientConnection
{
    private readonly List<JsonElement> _told = [];
    private TaskCompletionSource? _unread;

    public required string Id { get; init; }

    public string? User { get; init; }

    public string? Info { get; init; }

    public string Protocol { get; init; } = "json";

    /// <summary>Whether it follows the topic.</summary>
    public bool IsFollowing { get; set; }

    public Subscriber Subscriber { get; set; } = null!;

    /// <summary>Whether its next write is taken only when it reads again.</summary>
    public bool IsReading { get; private set; } = true;

    /// <summary>Every write, as it was handed over.</summary>
    public List<ClientMessage> Written { get; } = [];

    /// <summary>Whom it knows, by what it was told: their ids, or their number when they are not listed. Null before it was told anything.</summary>
    public object? Knows { get; private set; }

    /// <summary>The offset of the newest event that it got.</summary>
    public long Events { get; private set; }

    /// <summary>What it was told since the last time.</summary>
    public IReadOnlyList<JsonElement> TakeTold()
    {
        JsonElement[] told = [.. _told];
        _told.Clear();
        return told;
    }

    public ValueTask WriteAsync(ClientMessage message)
    {
        Assert.Null(_unread);
        Written.Add(message);
        foreach (var call in HubMessages.Read(Protocol, message.Bytes))
        {
            if (call.Target == HubNames.PresenceChanged) Take(JsonSerializer.SerializeToElement(call.Arguments[1]));
            else Events = (long)call.Arguments[1]!;
        }

        if (IsReading) return ValueTask.CompletedTask;
        _unread = new TaskCompletionSource();
        return new ValueTask(_unread.Task);
    }

    public void StopReading() => IsReading = false;

    public void ReadAgain()
    {
        IsReading = true;
        TakeOne();
    }

    /// <summary>Takes the write that waits for it, and no other.</summary>
    public void TakeOne()
    {
        (var unread, _unread) = (_unread, null);
        unread?.SetResult();
    }

    public Task EndAsync(CloseCode code, string reason, TimeSpan comeBackAfter) => throw new InvalidOperationException($"Nobody is to be ended: {reason}");

    public void Abort() => throw new InvalidOperationException("Nobody is to be cut.");

    /// <summary>As a client does it that follows docs/protocol.md to the letter.</summary>
    private void Take(JsonElement state)
    {
        _told.Add(state);
        var count = state.GetProperty("count").GetInt32();
        if (state.TryGetProperty("members", out var members))
        {
            Knows = IdsOf(members);
        }
        else if (state.TryGetProperty("joined", out var joined))
        {
            var known = Assert.IsType<HashSet<string>>(Knows);
            known = [.. known.Except(state.GetProperty("left").EnumerateArray().Select(id => id.GetString()!)), .. IdsOf(joined)];
            Knows = known;
        }
        else
        {
            Knows = count;
        }

        if (Knows is HashSet<string> all) Assert.Equal(count, all.Count);
    }

    private static HashSet<string> IdsOf(JsonElement members) => [.. members.EnumerateArray().Select(member => member.GetProperty("id").GetString()!)];
}
