using RealtimeHub.Contracts;
using RealtimeHub.Presence;
using RealtimeHub.Tests.Presence.Support;
using Xunit;

namespace RealtimeHub.Tests.Presence;

/// <summary>Members who are connected to other nodes.</summary>
public sealed class OtherNodesTests
{
    private static readonly Member Ann = new("n1", "ann", null);
    private static readonly Member Bob = new("n2", "bob", null);

    [Fact]
    public void They_count_and_are_told_like_those_of_this_node()
    {
        using var room = new Room();
        var here = room.Join("here", "ann");
        room.PassInterval();
        here.TakeTold();

        room.Service.Replace(Room.Topic, "b", [Ann, Bob]);
        room.PassInterval();
        Assert.Equal("""{"count":3,"users":2,"joined":[{"id":"n1","user":"ann"},{"id":"n2","user":"bob"}],"left":[]}""", Assert.Single(here.TakeTold()).GetRawText());

        room.Service.Change(Room.Topic, "b", joined: [Ann with { Info = "1" }], left: ["n2"]);
        room.PassInterval();
        Assert.Equal("""{"count":2,"users":1,"joined":[{"id":"n1","user":"ann","info":1}],"left":["n2"]}""", Assert.Single(here.TakeTold()).GetRawText());
    }

    [Fact]
    public void When_a_node_is_gone_so_are_its_members_and_the_others_stay()
    {
        using var room = new Room();
        var here = room.Join("here");
        room.Service.Replace(Room.Topic, "b", [Ann]);
        room.Service.Replace(Room.Topic, "c", [Bob]);
        room.PassInterval();
        here.TakeTold();

        room.Service.Forget("b");
        room.PassInterval();

        Assert.Equal("""{"count":2,"users":1,"joined":[],"left":["n1"]}""", Assert.Single(here.TakeTold()).GetRawText());
    }

    [Fact]
    public void A_topic_that_nobody_follows_here_is_known_for_as_long_as_somebody_is_there_elsewhere()
    {
        using var room = new Room();
        room.Service.Replace(Room.Topic, "b", [Ann]);
        Assert.Equal(1, room.View.Count);

        var visitor = room.Join("visitor");
        room.PassInterval();
        Assert.Equal(["n1", "visitor"], ((HashSet<string>)visitor.Knows!).Order(StringComparer.Ordinal));
        room.Leave(visitor);
        Assert.Equal((1, 1), (room.View.Count, room.Service.Topics));

        room.Service.Change(Room.Topic, "b", joined: [], left: ["n1"]);
        Assert.Equal((0, 0), (room.View.Count, room.Service.Topics));
    }

    [Fact]
    public void Members_of_a_topic_without_presence_are_not_kept()
    {
        using var room = new Room();
        room.Service.Replace(TopicName.Parse("news"), "b", [Ann]);
        room.Service.Change(TopicName.Parse("nowhere:a"), "b", [Bob], []);

        Assert.Equal(0, room.Service.Topics);
    }

    [Fact]
    public void Other_nodes_are_told_who_comes_and_goes_here()
    {
        var bus = new RecordingBus();
        using var room = new Room(bus: bus);
        var one = room.Join("1", "ann");
        var two = room.Join("2");
        room.Leave(one);
        room.Disconnect(two);

        Assert.Equal(["+1", "+2", "-1", "-2"], bus.Heard);
    }

    private sealed class RecordingBus : IPresenceBus
    {
        public List<string> Heard { get; } = [];

        public void Joined(TopicName topic, Member member) => Heard.Add($"+{member.Id}");

        public void Left(TopicName topic, string id) => Heard.Add($"-{id}");
    }
}
