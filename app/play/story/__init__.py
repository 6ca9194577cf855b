"""The story: who lives there, what they plan, and how it goes. One module per noun."""

from app.play.story import (
    bicycle,
    bootcamp,
    cafe,
    cooking,
    evenings,
    ground,
    mornings,
    reading,
    supper,
    table,
    walk,
)

TALES = (
    ground.TALE,
    cafe.TALE,
    mornings.TALE,
    table.TALE,
    bootcamp.TALE,
    supper.TALE,
    evenings.TALE,
    walk.TALE,
    bicycle.TALE,
    reading.TALE,
    cooking.TALE,
)
