using System.Runtime.InteropServices;

namespace RealtimeHub.Presence;

/// <summary>The members of one topic, by the node that they are connected to. What is asked most often, how many they are, is known without a walk.</summary>
internal sealed class TopicMembers
{
    /// <summary>The name of this node. No other has it.</summary>
    public const string Here = "";

    private readonly Dictionary<string, Dictionary<string, Member>> _byNode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _connectionsOfUsers = new(StringComparer.Ordinal);

    /// <summary>How many connections they are.</summary>
    public int Count { get; private set; }

    /// <summary>How many users they belong to. Who has no name is not counted.</summary>
    public int Users => _connectionsOfUsers.Count;

    public IEnumerable<Member> All => _byNode.Values.SelectMany(members => members.Values);

    public bool HasAny(string node) => _byNode.ContainsKey(node);

    /// <summary>Adds a member, or puts it in the place of the one with its id.</summary>
    /// <returns>Whether that changes anything.</returns>
    public bool Put(string node, Member member)
    {
        ref var members = ref CollectionsMarshal.GetValueRefOrAddDefault(_byNode, node, out _);
        members ??= new(StringComparer.Ordinal);
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(members, member.Id, out _);
        if (place == member) return false;
        Account(place, -1);
        Account(place = member, +1);
        return true;
    }

    /// <returns>Whether there was such a member.</returns>
    public bool Remove(string node, string id)
    {
        if (!_byNode.TryGetValue(node, out var members) || !members.Remove(id, out var gone)) return false;
        Account(gone, -1);
        if (members.Count == 0) _byNode.Remove(node);
        return true;
    }

    /// <summary>From now on these are all the members of a node.</summary>
    /// <returns>Whether that changes anything.</returns>
    public bool Replace(string node, IReadOnlyCollection<Member> members)
    {
        var ids = members.Select(member => member.Id).ToHashSet(StringComparer.Ordinal);
        List<string> gone = _byNode.TryGetValue(node, out var before) ? [.. before.Keys.Where(id => !ids.Contains(id))] : [];
        var changes = false;
        foreach (var id in gone) changes |= Remove(node, id);
        foreach (var member in members) changes |= Put(node, member);
        return changes;
    }

    private void Account(Member? member, int by)
    {
        if (member is null) return;
        Count += by;
        if (member.User is not { } user) return;
        ref var connections = ref CollectionsMarshal.GetValueRefOrAddDefault(_connectionsOfUsers, user, out _);
        connections += by;
        if (connections == 0) _connectionsOfUsers.Remove(user);
    }
}
