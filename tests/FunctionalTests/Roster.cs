using System.Text.Json;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Who follows a topic, as a client knows it that is made of nothing but SignalR's, by the messages that it gets.</summary>
internal sealed class Roster(BareClient client, string topic)
{
    private Dictionary<string, JsonElement>? _members;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The users of all members; null when these are not listed.</summary>
    public IEnumerable<string?>? Users => _members?.Values.Select(member => member.TryGetProperty("user", out var user) ? user.GetString() : null).Order(StringComparer.Ordinal);

    /// <summary>Reads until there are so many.</summary>
    public async Task<Roster> ReachesAsync(int count)
    {
        while (_members is null && Count == 0) await ReadAsync();
        while (Count != count) await ReadAsync();
        return this;
    }

    /// <summary>Reads the next message, which must be about who is there.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        var told = Assert.IsType<Received.Presence>(await client.NextAsync());
        Assert.Equal(topic, told.Topic);
        Count = told.State.GetProperty("count").GetInt32();
        if (told.State.TryGetProperty("members", out var members))
        {
            _members = [];
            Add(members);
        }
        else if (told.State.TryGetProperty("joined", out var joined))
        {
            foreach (var id in told.State.GetProperty("left").EnumerateArray()) Assert.True(_members!.Remove(id.GetString()!));
            Add(joined);
        }
        else
        {
            _members = null;
        }

        if (_members is not null) Assert.Equal(Count, _members.Count);
        return told.State;
    }

    private void Add(JsonElement members)
    {
        foreach (var member in members.EnumerateArray()) _members![member.GetProperty("id").GetString()!] = member;
    }
}
