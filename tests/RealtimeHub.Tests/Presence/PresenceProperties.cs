using CsCheck;
using RealtimeHub.Presence;
using RealtimeHub.Tests.Presence.Support;
using Xunit;

namespace RealtimeHub.Tests.Presence;

/// <summary>
/// Whoever comes, goes, reads or does not, on several shards: when all is quiet, each follower knows who is there by nothing but the messages that it got.
/// </summary>
public sealed class PresenceProperties
{
    private const int Clients = 6;
    private const int MaxListed = 4;
    private const int Steps = 40;

    private static readonly Gen<(Step What, int Who)[]> Stories = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, Clients - 1]).Array[1, Steps];

    private enum Step
    {
        Join,
        Leave,
        StopReading,
        ReadAgain,
        Publish,
        PassHalf,
        PassInterval,
        OtherJoins,
        OtherLeaves,
        OtherNodeIsGone,
    }

    [Fact]
    public void Every_follower_knows_who_is_there() => Stories.Sample(
        story =>
        {
            using var room = new Room(options => options.MaxListed = MaxListed, shards: 3);
            var clients = Enumerable.Range(0, Clients).Select(n => room.Connect($"{n}", n % 2 == 0 ? "ann" : null, protocol: n < 4 ? "json" : "messagepack")).ToList();
            foreach (var (what, who) in story) Do(room, clients[who], what);
            foreach (var client in clients) client.ReadAgain();
            room.Turn();
            room.PassInterval();
            room.PassInterval();
            Check(room, clients);
            foreach (var client in clients) room.Disconnect(client);
            room.Service.Forget("b");
            Assert.Equal((0, 0L), (room.Service.Topics, room.Counted["presence.members"]));
        },
        iter: Campaign.Size(2_000, whenLong: 100_000));

    private static void Do(Room room, Follower client, Step what)
    {
        switch (what)
        {
            case Step.Join when !client.IsFollowing: room.Follow(client); break;
            case Step.Leave when client.IsFollowing: room.Leave(client); break;
            case Step.StopReading: client.StopReading(); break;
            case Step.ReadAgain: client.ReadAgain(); break;
            case Step.Publish: room.Publish(); break;
            case Step.PassHalf: room.Clock.Advance(TimeSpan.FromMilliseconds(500)); break;
            case Step.PassInterval: room.PassInterval(); break;
            case Step.OtherJoins: room.Service.Change(Room.Topic, "b", [new Member($"b{client.Id}", "bob", null)], []); break;
            case Step.OtherLeaves: room.Service.Change(Room.Topic, "b", [], [$"b{client.Id}"]); break;
            case Step.OtherNodeIsGone: room.Service.Forget("b"); break;
        }

        room.Turn();
    }

    private static void Check(Room room, List<Follower> clients)
    {
        var (view, following) = (room.View, clients.Where(client => client.IsFollowing).ToList());
        Assert.Equal(following.Count, room.Counted["presence.members"]);
        Assert.Equal(view.Count > MaxListed, view.Members is null);
        foreach (var client in following)
        {
            if (view.Members is null) Assert.Equal(view.Count, client.Knows);
            else Assert.Equal(view.Members.Select(member => member.Id).ToHashSet(), Assert.IsType<HashSet<string>>(client.Knows));
        }
    }
}
