"""The story: who lives there, what they plan, and how it goes. One module per noun."""

from app.play.story import bicycle, bootcamp, cafe, cooking, ground, mornings, reading, table, walk

TALES = (
    ground.TALE,
    cafe.TALE,
    mornings.TALE,
    table.TALE,
    bootcamp.TALE,
    walk.TALE,
    bicycle.TALE,
    reading.TALE,
    cooking.TALE,
)
