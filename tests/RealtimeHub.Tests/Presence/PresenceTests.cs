using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Presence;
using RealtimeHub.Tests.Presence.Support;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Presence;

/// <summary>Who is there, and what the followers of a topic are told of each other.</summary>
public sealed class PresenceTests
{
    [Fact]
    public void Who_asks_is_told_all_members_with_their_users_and_what_these_tell_others()
    {
        using var room = new Room();
        room.Join("1", "ann", """{"name": "Ann"}""");
        room.Join("2", "ann");
        room.Join("3");

        Assert.Equal(
            """{"topic":"room:a","count":3,"users":1,"members":[{"id":"1","user":"ann","info":{"name": "Ann"}},{"id":"2","user":"ann"},{"id":"3"}]}""",
            System.Text.Encoding.UTF8.GetString(room.View.Json));
    }

    [Fact]
    public void The_answer_is_encoded_once_until_somebody_comes_or_goes()
    {
        using var room = new Room();
        room.Join();
        var (json, messagePack) = (room.View.Json, room.View.MessagePack);

        Assert.Same(json, room.View.Json);
        Assert.Same(messagePack, room.View.MessagePack);
        room.Join();
        Assert.NotSame(json, room.View.Json);
    }

    [Fact]
    public void Followers_are_told_what_has_changed_when_the_interval_is_over_and_not_before()
    {
        using var room = new Room();
        var first = room.Join("1", "ann");
        room.PassInterval();
        Assert.Equal("""{"count":1,"users":1,"members":[{"id":"1","user":"ann"}]}""", Single(first));

        var second = room.Join("2", "bob");
        room.Clock.Advance(TimeSpan.FromMilliseconds(999));
        room.Turn();
        Assert.Empty(first.TakeTold());
        room.Leave(second);
        room.Join("3", "carl");
        room.Clock.Advance(TimeSpan.FromMilliseconds(1));
        room.Turn();

        // Nobody hears of who has come and gone meanwhile.
        Assert.Equal("""{"count":2,"users":2,"joined":[{"id":"3","user":"carl"}],"left":[]}""", Single(first));
        room.Disconnect(first);
        room.PassInterval();
        room.PassInterval();
        Assert.Empty(first.TakeTold());
        Assert.Equal(1, room.View.Count);
    }

    [Fact]
    public void Who_comes_is_told_at_once_what_the_others_know_and_then_what_changes()
    {
        using var room = new Room();
        room.Join("1");
        room.PassInterval();

        var second = room.Join("2");
        Assert.Equal("""{"count":1,"users":0,"members":[{"id":"1"}]}""", Single(second));
        room.PassInterval();
        Assert.Equal("""{"count":2,"users":0,"joined":[{"id":"2"}],"left":[]}""", Single(second));
    }

    [Fact]
    public void Who_was_gone_for_less_than_the_interval_and_has_come_back_knows_the_others()
    {
        using var room = new Room(shards: 2);
        var (one, two) = (room.Join("1"), room.Join("2"));
        room.PassInterval();

        room.Leave(two);
        two.TakeTold();
        room.Follow(two);
        room.PassInterval();

        Assert.Equal("""{"count":2,"users":0,"members":[{"id":"1"},{"id":"2"}]}""", Single(two));
        Assert.Single(one.TakeTold());
    }

    [Fact]
    public void Of_more_than_can_be_listed_only_the_numbers_are_told()
    {
        using var room = new Room(options => options.MaxListed = 2);
        var first = room.Join("1", "ann");
        room.Join("2");
        room.PassInterval();
        Assert.IsType<HashSet<string>>(first.Knows);
        first.TakeTold();

        var third = room.Join("3", "ann");
        room.PassInterval();
        Assert.Equal("""{"count":3,"users":1}""", Single(first));
        Assert.Equal("""{"topic":"room:a","count":3,"users":1}""", System.Text.Encoding.UTF8.GetString(room.View.Json));

        room.Leave(third);
        room.PassInterval();
        Assert.Equal("""{"count":2,"users":1,"members":[{"id":"1","user":"ann"},{"id":"2"}]}""", Single(first));
    }

    [Fact]
    public void Who_does_not_read_is_told_the_newest_once_when_it_reads_again()
    {
        using var room = new Room();
        var slow = room.Join("slow");
        room.PassInterval();

        // Also the second time, when it is the turn of the events.
        for (var time = 1; time <= 2; time++)
        {
            slow.StopReading();
            room.Publish();
            room.Turn();
            slow.TakeTold();
            for (var i = 0; i < 5; i++)
            {
                room.Join($"{time}{i}");
                room.PassInterval();
            }

            Assert.Empty(slow.TakeTold());
            slow.ReadAgain();
            room.Turn();

            // All there is, since it has missed what came before; from then on the changes again.
            Assert.Contains("members", Single(slow), StringComparison.Ordinal);
            room.Join($"last{time}");
            room.PassInterval();
            Assert.Contains("joined", Single(slow), StringComparison.Ordinal);
            Assert.Equal(1 + (6 * time), ((HashSet<string>)slow.Knows!).Count);
        }
    }

    [Fact]
    public void Events_and_what_is_told_of_the_others_take_turns_when_somebody_reads_slowly()
    {
        using var room = new Room();
        var slow = room.Join("slow");
        room.PassInterval();
        slow.StopReading();
        room.Publish();
        room.Turn();
        slow.TakeTold();
        var told = 0;
        for (var round = 0; round < 10; round++)
        {
            room.Publish();
            room.Join($"{round}");
            room.PassInterval();
            slow.TakeOne();
            room.Turn();
            told += slow.TakeTold().Count;
        }

        Assert.Equal(5, told);
        for (var round = 0; round < 4; round++)
        {
            slow.TakeOne();
            room.Turn();
        }

        // Whatever was written last, both are known in the end.
        Assert.Equal(11, ((HashSet<string>)slow.Knows!).Count);
        Assert.Equal(11, slow.Events);
    }

    [Fact]
    public void A_message_is_encoded_once_for_all_followers_of_a_protocol()
    {
        using var room = new Room();
        List<Follower> followers = [room.Join(), room.Join(), room.Join(protocol: "messagepack"), room.Join(protocol: "messagepack")];

        for (var i = 0; i < 2; i++)
        {
            room.PassInterval();
            Assert.Same(followers[0].Written[^1], followers[1].Written[^1]);
            Assert.Same(followers[2].Written[^1], followers[3].Written[^1]);
            Assert.Equal(Single(followers[0]), Single(followers[2]));
            room.Join();
        }

        // Four, the fifth as soon as it came, five, and the sixth as soon as it came.
        Assert.Equal(11, room.Counted["presence.messages"]);
    }

    [Fact]
    public void Who_may_not_know_the_others_is_one_of_them_and_is_told_nothing()
    {
        using var room = new Room();
        var stranger = room.Follow(room.Connect("stranger"), mayKnow: false);
        var friend = room.Join("friend");
        room.PassInterval();

        Assert.Empty(stranger.Written);
        Assert.Equal(2, ((HashSet<string>)friend.Knows!).Count);
    }

    [Fact]
    public void A_follower_is_told_nothing_before_it_knows_that_it_follows()
    {
        using var room = new Room();
        var follower = room.Connect("1");
        var subscription = room.Begin(follower);
        subscription.HearsNotices = true;
        room.PassInterval();
        Assert.Empty(follower.Written);

        subscription.Activate();
        room.Turn();
        Assert.Equal("""{"count":1,"users":0,"members":[{"id":"1"}]}""", Single(follower));
    }

    [Fact]
    public void A_client_that_takes_over_what_the_server_began_is_the_same_member()
    {
        using var room = new Room();
        var (client, other) = (room.Connect("1"), room.Join("2"));
        room.Follow(client, byServer: true);
        room.PassInterval();
        other.TakeTold();

        room.Follow(client);
        room.PassInterval();
        Assert.Empty(other.TakeTold());
        room.Leave(client);
        Assert.Equal(1, room.View.Count);
        Assert.Equal(1, room.Counted["presence.members"]);
    }

    [Fact]
    public void A_topic_where_nobody_is_any_more_is_forgotten()
    {
        using var room = new Room(shards: 2);
        Assert.Equal(0, room.View.Count);
        Assert.Equal(0, room.Service.Topics);
        List<Follower> followers = [room.Join(), room.Join(), room.Join()];
        Assert.Equal(1, room.Service.Topics);

        room.Leave(followers[0]);
        room.Disconnect(followers[1]);
        room.Disconnect(followers[2]);
        room.PassInterval();

        Assert.Equal((0, 0L), (room.Service.Topics, room.Counted["presence.members"]));
        Assert.Equal("""{"topic":"room:a","count":0,"users":0,"members":[]}""", System.Text.Encoding.UTF8.GetString(room.View.Json));
    }

    [Theory]
    [InlineData("news", ErrorCode.PermissionDenied)]
    [InlineData("nowhere:a", ErrorCode.UnknownNamespace)]
    [InlineData("$server:stats", ErrorCode.PermissionDenied)]
    public void Where_it_is_not_known_who_is_there_asking_is_refused(string topic, ErrorCode code)
    {
        using var room = new Room();

        Assert.Equal(code, Assert.IsType<PresenceOutcome.Refused>(room.Service.Ask(TopicName.Parse(topic))).Code);
        Assert.False(room.Service.Tells(TopicName.Parse(topic)));
    }

    [Fact]
    public void Without_events_nobody_is_told_and_whoever_asks_is_answered()
    {
        using var room = new Room(options => options.Events = false);
        var follower = room.Join();
        room.PassInterval();

        Assert.Empty(follower.Written);
        Assert.Equal(1, room.View.Count);
    }

    private static string Single(Follower follower) => Assert.Single(follower.TakeTold()).GetRawText();
}
