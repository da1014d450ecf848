using RealtimeHub.Presence;
using Xunit;

namespace RealtimeHub.Tests.Presence;

public sealed class TopicMembersTests
{
    private readonly TopicMembers _members = new();

    [Fact]
    public void Connections_and_the_users_they_belong_to_are_counted()
    {
        _members.Put(TopicMembers.Here, new Member("1", "ann", null));
        _members.Put(TopicMembers.Here, new Member("2", "ann", null));
        _members.Put("other", new Member("3", "bob", null));
        _members.Put("other", new Member("4", null, null));

        Assert.Equal((4, 2), (_members.Count, _members.Users));
        Assert.True(_members.Remove(TopicMembers.Here, "1"));
        Assert.Equal((3, 2), (_members.Count, _members.Users));
        Assert.True(_members.Remove(TopicMembers.Here, "2"));
        Assert.Equal((2, 1), (_members.Count, _members.Users));
    }

    [Fact]
    public void What_changes_nothing_is_told_apart()
    {
        var member = new Member("1", "ann", "{}");

        Assert.True(_members.Put(TopicMembers.Here, member));
        Assert.False(_members.Put(TopicMembers.Here, member with { }));
        Assert.True(_members.Put(TopicMembers.Here, member with { User = "bob" }));
        Assert.Equal((1, 1), (_members.Count, _members.Users));
        Assert.False(_members.Remove(TopicMembers.Here, "2"));
        Assert.False(_members.Remove("other", "1"));
        Assert.False(_members.Replace("other", []));
        Assert.Single(_members.All);
    }

    [Fact]
    public void The_members_of_one_node_are_replaced_and_the_others_stay()
    {
        _members.Put(TopicMembers.Here, new Member("here", "ann", null));
        _members.Replace("other", [new Member("1", "ann", null), new Member("2", "bob", null)]);

        Assert.True(_members.Replace("other", [new Member("2", "bob", null), new Member("3", "carl", null)]));

        Assert.Equal(["2", "3", "here"], _members.All.Select(member => member.Id).Order(StringComparer.Ordinal));
        Assert.Equal((3, 3), (_members.Count, _members.Users));
        Assert.True(_members.Replace("other", []));
        Assert.Equal((1, 1), (_members.Count, _members.Users));
    }
}
